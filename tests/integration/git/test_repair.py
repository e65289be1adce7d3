"""Worktrees that were damaged, or half made, are kept from and made good."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from adapters.git.records import read_record, write_record
from tests.integration.git.conftest import old_lock, prepare


@pytest.fixture
def space(project, trees):
    space = prepare(trees)
    project.write("precious.txt", "p", space.path)
    return space


@pytest.fixture
def admin(project):
    return project.root / ".git/worktrees/kiro-1"


def is_good(project, space):
    return (
        project.git("status", "--porcelain", folder=space.path) == ""
        and project.git("rev-parse", "HEAD", folder=space.path) == project.head
        and project.worktrees == [str(project.root), str(space.path)]
        and (space.path / "src/a.txt").exists()
    )


def rescued(project, trees):
    [kept] = trees.list_rescues()
    assert (kept.task, kept.attempt) == ("1.1", 1)
    return project.show(kept.ref, "precious.txt")


def test_a_worktree_whose_admin_folder_is_gone(project, trees, space, admin):
    shutil.rmtree(admin)
    again = prepare(trees, "1.2")
    assert is_good(project, again)
    assert rescued(project, trees) == "p"


def test_a_worktree_whose_head_is_empty(project, trees, space, admin):
    (admin / "HEAD").write_text("")
    again = prepare(trees, "1.2")
    assert is_good(project, again)
    assert rescued(project, trees) == "p"


def test_a_worktree_whose_pointer_is_gone(project, trees, space):
    (space.path / ".git").unlink()
    again = prepare(trees, "1.2")
    assert is_good(project, again)
    assert rescued(project, trees) == "p"


def test_rescue_finds_the_files_of_a_damaged_worktree(project, trees, space, admin):
    shutil.rmtree(admin)
    assert trees.rescue(instance="kiro-1", task="1.1", attempt=1)
    assert rescued(project, trees) == "p"


def test_a_worktree_with_a_corrupt_index(project, trees, space, admin):
    (admin / "index").write_bytes(b"rubbish")
    again = prepare(trees, "1.2")
    assert is_good(project, again)
    assert rescued(project, trees) == "p"


def test_a_worktree_with_a_locked_index(project, trees, space, admin):
    old_lock(admin / "index.lock")
    again = prepare(trees, "1.2")
    assert is_good(project, again)
    assert rescued(project, trees) == "p"


def test_a_worktree_whose_folder_is_gone_keeps_what_was_staged(
    project, trees, space, admin
):
    project.git("add", "-A", folder=space.path)
    shutil.rmtree(space.path)
    again = prepare(trees, "1.2")
    assert is_good(project, again)
    assert rescued(project, trees) == "p"


def test_a_worktree_whose_folder_is_gone_keeps_detached_commits(project, trees, space):
    project.git("checkout", "-q", "--detach", folder=space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "detached", folder=space.path)
    shutil.rmtree(space.path)
    assert is_good(project, prepare(trees, "1.2"))
    assert rescued(project, trees) == "p"


def test_a_worktree_with_a_merge_in_progress(project, trees, space):
    project.git("branch", "topic", folder=space.path)
    project.git("checkout", "-q", "topic", folder=space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "topic", folder=space.path)
    project.git("checkout", "-q", "swarm/demo/1.1/1", folder=space.path)
    project.git("merge", "-q", "--no-ff", "--no-commit", "topic", folder=space.path)
    assert is_good(project, prepare(trees, "1.2"))
    assert rescued(project, trees) == "p"


def test_a_worktree_that_the_agent_made_a_repository_of_its_own(project, trees, space):
    (space.path / ".git").unlink()
    project.git("init", "-q", folder=space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "mine", folder=space.path)
    assert is_good(project, prepare(trees, "1.2"))
    assert rescued(project, trees) == "p"
    [history] = (project.root / ".swarm/kept").iterdir()
    assert project.git("--git-dir", str(history), "log", "--format=%s") == "mine"


def test_a_half_made_worktree_is_made_anew_and_leaves_no_rescue(
    project, trees, space, admin
):
    record = read_record(space.path)
    assert record is not None
    write_record(space.path, replace(record, ready=False))
    (admin / "index").unlink()
    (space.path / "src/a.txt").unlink()
    assert is_good(project, prepare(trees, "1.2"))
    assert trees.list_rescues() == []


def test_a_folder_that_is_no_worktree_is_kept_too(project, trees):
    folder = project.root / ".swarm/worktrees/kiro-1"
    project.open().state.joinpath("worktrees").mkdir()
    project.write("stranger.txt", "s", folder)
    assert is_good(project, prepare(trees))
    [kept] = trees.list_rescues()
    assert kept.task == "lost/kiro-1"
    assert project.show(kept.ref, "stranger.txt") == "s"


def test_an_empty_folder_is_no_obstacle(project, trees):
    (project.open().worktrees / "kiro-1").mkdir()
    assert is_good(project, prepare(trees))
    assert trees.list_rescues() == []


def test_a_lost_record_does_not_lose_the_work(project, trees, space):
    (space.path.parent / ".kiro-1.json").unlink()
    assert is_good(project, prepare(trees, "1.2"))
    [kept] = trees.list_rescues()
    assert project.show(kept.ref, "precious.txt") == "p"


def test_a_locked_worktree_is_released(project, trees, space):
    project.git("worktree", "lock", str(space.path))
    trees.release(swarm="demo")
    assert project.worktrees == [str(project.root)]


def test_warming_does_not_lose_what_a_removed_folder_had_staged(project, trees, space):
    project.git("add", "-A", folder=space.path)
    shutil.rmtree(space.path)
    trees.warm(swarm="demo", instance="kiro-1")
    assert is_good(project, prepare(trees, "1.2"))
    assert rescued(project, trees) == "p"
