"""What is refused before anything starts, and how that is said."""

from __future__ import annotations

import stat

import pytest

from adapters.git.repository import open_repository
from domain.errors import Refused


def refusal(path, target=None):
    with pytest.raises(Refused) as refused:
        open_repository(path, target)
    return str(refused.value)


def test_a_repository_opens_from_a_folder_inside_it(project):
    repository = open_repository(project.root / "src", None)
    assert repository.root == project.root
    assert repository.git_common_dir == project.root / ".git"
    assert repository.target == "main"
    assert repository.warnings == ()


def test_opening_changes_nothing(project):
    project.open()
    assert not (project.root / ".swarm").exists()


def test_the_state_folder_is_hidden_from_git(project):
    assert project.open().state == project.root / ".swarm"
    assert (project.root / ".swarm/.gitignore").read_text() == "*\n"
    assert project.status == ""


def test_a_linked_worktree_of_the_user_is_a_repository(project, tmp_path):
    linked = tmp_path / "linked"
    project.git("worktree", "add", "-q", "-b", "topic", str(linked))
    repository = open_repository(linked, None)
    assert (repository.root, repository.target) == (linked, "topic")
    assert repository.git_common_dir == project.root / ".git"
    assert repository.git_dir != repository.git_common_dir


def test_a_full_ref_names_the_target_too(project):
    assert open_repository(project.root, "refs/heads/main").target == "main"


def test_an_environment_of_another_repository_is_not_followed(
    project, tmp_path, monkeypatch
):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert project.open().root == project.root


def test_a_folder_outside_any_repository_is_refused(tmp_path):
    assert "not in a git repository: run `git init`" in refusal(tmp_path)


def test_a_missing_folder_is_refused(tmp_path):
    assert "there is no folder" in refusal(tmp_path / "nothing")


def test_a_bare_repository_is_refused(tmp_path, project):
    project.git("clone", "-q", "--bare", str(project.root), str(tmp_path / "bare"))
    assert "bare repository" in refusal(tmp_path / "bare")


def test_the_inside_of_a_git_folder_is_refused(project):
    assert "inside of a .git folder" in refusal(project.root / ".git")


def test_an_unborn_branch_is_refused(tmp_path, project):
    project.git("init", "-q", str(tmp_path / "new"))
    assert "has no commit yet" in refusal(tmp_path / "new")


def test_a_detached_head_is_refused_unless_a_target_is_given(project):
    project.git("checkout", "-q", "--detach")
    assert "HEAD is detached" in refusal(project.root)
    assert project.open("main").target == "main"


def test_a_missing_target_is_refused_with_near_names(project):
    project.git("branch", "release")
    assert "did you mean release?" in refusal(project.root, "relaese")
    assert "there is main, release" in refusal(project.root, "zzz")


def test_a_tag_is_no_target(project):
    project.git("tag", "v1")
    assert "no branch v1" in refusal(project.root, "v1")


def test_a_branch_called_swarm_is_refused(project):
    project.git("branch", "swarm")
    assert "git branch -m swarm" in refusal(project.root)


def test_an_operation_under_way_is_a_warning(project):
    (project.root / ".git/MERGE_HEAD").write_text(project.head)
    [warning] = project.open().warnings
    assert warning.startswith("a merge is under way")


def fake_git(folder, line) -> None:
    folder.mkdir()
    program = folder / "git"
    program.write_text(f"#!/bin/sh\necho '{line}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_an_old_git_is_refused(project, tmp_path, monkeypatch):
    fake_git(tmp_path / "bin", "git version 2.37.9 (Something)")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "git 2.37 is too old: install git 2.38 or newer" in refusal(project.root)


def test_a_missing_git_is_refused(project, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "git was not found: install git 2.38" in refusal(project.root)


def test_a_repository_of_somebody_else_is_refused(project, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    fake_git(tmp_path / "bin", "")
    program = tmp_path / "bin/git"
    program.write_text(
        "#!/bin/sh\n"
        'case "$*" in *version*) echo git version 2.50.0; exit;; esac\n'
        "echo 'fatal: detected dubious ownership in repository' >&2; exit 128\n"
    )
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert "safe.directory" in refusal(project.root)
