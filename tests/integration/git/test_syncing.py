"""The target is brought into branches only where nothing can be lost."""

from __future__ import annotations

import pytest

from adapters.git.syncing import GitBranches
from domain.errors import Refused
from tests.integration.git.conftest import prepare


@pytest.fixture
def branches(project) -> GitBranches:
    return GitBranches(project.open())


def commit_in(project, space, name: str, text: str) -> None:
    project.write(name, text, space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "work", folder=space.path)


def test_who_has_all_of_the_target_is_up_to_date(trees, branches):
    prepare(trees)
    assert branches.sync_instance("kiro-1").state == "up-to-date"


def test_the_target_is_merged_where_all_is_committed(project, trees, branches):
    space = prepare(trees)
    commit_in(project, space, "src/new.txt", "new\n")
    head = project.commit("src/b.txt", "bee two\n")
    synced = branches.sync_instance("kiro-1")
    assert synced.state == "merged", synced
    assert (space.path / "src/b.txt").read_text() == "bee two\n"
    assert project.git("rev-parse", "HEAD^2", folder=space.path) == head
    assert project.git("status", "--porcelain", folder=space.path) == ""
    assert branches.sync_instance("kiro-1").state == "up-to-date"


def test_what_was_merged_in_is_not_counted_as_work(project, trees, branches):
    space = prepare(trees)
    commit_in(project, space, "src/new.txt", "new\n")
    project.commit("src/b.txt", "bee two\n")
    branches.sync_instance("kiro-1")
    commit, _ = trees.collect(space, task="1.1", attempt=1, title="t")
    assert project.git("diff", "--name-only", f"main...{commit}") == "src/new.txt"


@pytest.mark.parametrize("name", ["src/new.txt", "src/b.txt"])
def test_uncommitted_work_is_left_alone(project, trees, branches, name):
    space = prepare(trees)
    project.write(name, "in writing\n", space.path)
    project.commit("src/a.txt", "ONE\ntwo\nthree\n")
    before = project.git("rev-parse", "HEAD", folder=space.path)
    synced = branches.sync_instance("kiro-1")
    assert synced.state == "mergeable"
    assert "uncommitted work" in synced.message
    assert "when its task is merged" in synced.message
    assert (space.path / name).read_text() == "in writing\n"
    assert project.git("rev-parse", "HEAD", folder=space.path) == before


def test_a_conflict_is_told_and_nothing_is_touched(project, trees, branches):
    space = prepare(trees)
    commit_in(project, space, "src/a.txt", "ours\n")
    project.commit("src/a.txt", "theirs\n")
    synced = branches.sync_instance("kiro-1")
    assert (synced.state, list(synced.files)) == ("conflicts", ["src/a.txt"])
    assert "src/a.txt" in synced.message
    assert (space.path / "src/a.txt").read_text() == "ours\n"
    assert project.git("status", "--porcelain", folder=space.path) == ""


def test_a_merge_that_git_refuses_leaves_no_trace(project, trees, branches):
    """Boxes of the plan conflict for git alone; the merge queue settles them."""
    plan = ".kiro/specs/demo/tasks.md"
    space = prepare(trees)
    text = (space.path / plan).read_text()
    commit_in(project, space, plan, text.replace("[ ] 1.1", "[x] 1.1"))
    project.commit(plan, text.replace("[ ] 1.2", "[x] 1.2"))
    synced = branches.sync_instance("kiro-1")
    assert synced.state == "mergeable"
    assert "git would not merge it" in synced.message
    assert project.git("status", "--porcelain", folder=space.path) == ""


def test_where_git_is_at_work_nothing_is_done(project, trees, branches):
    space = prepare(trees)
    project.commit("src/b.txt", "bee two\n")
    lock = project.git("rev-parse", "--git-path", "index.lock", folder=space.path)
    (space.path / lock).touch()
    assert "git is at work" in branches.sync_instance("kiro-1").message
    (space.path / lock).unlink()
    project.git("checkout", "-q", "--detach", folder=space.path)
    assert "another branch" in branches.sync_instance("kiro-1").message


def test_an_instance_without_a_worktree_has_nothing_to_do(branches):
    assert branches.sync_instance("kiro-9").state == "nothing-to-do"


def test_a_branch_is_found_by_its_name(project, trees, branches):
    space = prepare(trees)
    project.commit("src/b.txt", "bee two\n")
    assert branches.sync_branch(space.branch).state == "merged"
    project.git("branch", "feature/x", "HEAD~1")
    left = branches.sync_branch("feature/x")
    assert left.state == "mergeable"
    assert "left to you" in left.message
    with pytest.raises(Refused, match="no branch feature/y"):
        branches.sync_branch("feature/y")


def test_without_an_upstream_there_is_nothing_to_fetch(branches):
    with pytest.raises(Refused, match="has no upstream"):
        branches.sync_repository()


@pytest.fixture
def upstream(project, tmp_path):
    """Clone the project, and make the clone its upstream."""
    folder = tmp_path / "upstream"
    project.git("clone", "-q", str(project.root), str(folder))
    project.git("remote", "add", "origin", str(folder))
    project.git("fetch", "-q", "origin")
    project.git("branch", "-q", "--set-upstream-to=origin/main", "main")
    return folder


def test_the_upstream_is_fetched_and_the_target_stays(project, upstream, branches):
    assert branches.sync_repository().state == "up-to-date"
    project.write("src/b.txt", "from others\n", upstream)
    project.git("commit", "-qam", "others", folder=upstream)
    before = project.head
    synced = branches.sync_branch("main")
    assert synced.state == "fetched"
    assert "0 commits ahead of it and 1 behind, and it merges cleanly" in synced.message
    assert project.head == before
    project.commit("src/b.txt", "from us\n")
    assert list(branches.sync_repository().files) == ["src/b.txt"]


def test_an_upstream_that_is_away_is_a_refusal(project, upstream, branches):
    project.git("remote", "set-url", "origin", str(upstream.with_name("gone")))
    with pytest.raises(Refused, match="origin could not be fetched"):
        branches.sync_repository()
