from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from adapters.cli.errors import BadUsage
from adapters.cli.state import find_state


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_the_state_is_at_the_top_of_the_repository(repository):
    below = repository / "a" / "b"
    below.mkdir(parents=True)
    assert find_state(str(below)) == str(repository / ".swarm")


def test_a_nearer_state_folder_is_taken(repository):
    below = repository / "a" / "b"
    below.mkdir(parents=True)
    (repository / "a" / ".swarm").mkdir()
    assert find_state(str(below)) == str(repository / "a" / ".swarm")


def test_a_linked_worktree_shares_the_state_of_the_main_checkout(repository, tmp_path):
    linked = tmp_path / "linked"
    git(repository, "worktree", "add", "-q", str(linked))
    assert find_state(str(linked)) == str(repository / ".swarm")


def test_a_worktree_inside_the_state_folder_finds_that_folder(repository):
    inside = repository / ".swarm" / "worktrees" / "kiro-1"
    git(repository, "worktree", "add", "-q", str(inside))
    (inside / "src").mkdir()
    assert find_state(str(inside / "src")) == str(repository / ".swarm")


def test_a_submodule_is_a_repository_of_its_own(repository, tmp_path):
    other = tmp_path / "other"
    git(tmp_path, "clone", "-q", str(repository), str(other))
    allow = ("-c", "protocol.file.allow=always")
    git(repository, *allow, "submodule", "--quiet", "add", str(other), "sub")
    assert find_state(str(repository / "sub")) == str(repository / "sub" / ".swarm")


def test_a_symbolic_link_is_followed_to_the_repository(repository, tmp_path):
    (tmp_path / "link").symlink_to(repository)
    assert find_state(str(tmp_path / "link")) == str(repository / ".swarm")


def test_a_folder_outside_of_any_repository_is_refused(tmp_path):
    with pytest.raises(BadUsage, match=r"is in no git repository.*--repo"):
        find_state(str(tmp_path))


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadUsage, match="there is no folder"):
        find_state(str(tmp_path / "nowhere"))
