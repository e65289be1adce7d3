"""One commit from whatever the agent left."""

from __future__ import annotations

import pytest

from adapters.git.errors import GitError
from commands.errors import UnsolvedConflict
from tests.integration.git.conftest import old_lock, prepare


def collect(trees, space, task="1.1", attempt=1, title="Do it"):
    return trees.collect(space, task=task, attempt=attempt, title=title)


def agent_commit(project, space, name, text):
    project.write(name, text, space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", f"agent: {name}", folder=space.path)
    return project.git("rev-parse", "HEAD", folder=space.path)


def test_uncommitted_and_untracked_files_are_committed_ignored_ones_not(project, trees):
    space = prepare(trees)
    project.write("src/a.txt", "changed\n", space.path)
    project.write("ünï cödé/neu neu.txt", "n", space.path)
    project.write("x.cache", "ignored", space.path)
    (space.path / "src/b.txt").unlink()
    commit, files = collect(trees, space)
    assert sorted(files) == ["src/a.txt", "src/b.txt", "ünï cödé/neu neu.txt"]
    assert project.git("rev-parse", space.branch) == commit
    assert project.git("status", "--porcelain", folder=space.path) == ""
    assert "x.cache" not in project.git("ls-tree", "-r", "--name-only", commit)


def test_the_message_names_task_and_attempt(project, trees):
    space = prepare(trees, "1.2", attempt=4)
    project.write("n.txt", "n", space.path)
    commit, _ = collect(trees, space, "1.2", 4, "Write the\n thing")
    message = project.git("show", "-s", "--format=%an|%B", commit)
    assert message == "Tester|Write the thing\n\nSwarm-Task: 1.2\nSwarm-Attempt: 4"


def test_without_an_identity_the_swarm_commits(project, trees, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    trees = type(trees)(project.open())
    space = prepare(trees)
    project.write("n.txt", "n", space.path)
    commit, _ = collect(trees, space)
    who = project.git("show", "-s", "--format=%an <%ae> %cn", commit)
    assert who == "kiro-swarm <swarm@localhost> kiro-swarm"


def test_contents_and_kinds_of_files_survive(project, trees):
    space = prepare(trees)
    project.write("dos.txt", b"a\r\nb\r\n", space.path)
    project.write("blob.bin", bytes(range(256)) * 9, space.path)
    project.write("run.sh", "#!/bin/sh\n", space.path).chmod(0o755)
    (space.path / "link").symlink_to("src/a.txt")
    commit, _ = collect(trees, space)
    listed = project.git("ls-tree", commit)
    assert "100755 blob" in listed.split("run.sh")[0].rsplit("\n", 1)[-1]
    assert "120000 blob" in listed.split("link")[0].rsplit("\n", 1)[-1]
    other = prepare(trees, "1.2", instance="kiro-2", carry=commit).path
    assert (other / "dos.txt").read_bytes() == b"a\r\nb\r\n"
    assert (other / "blob.bin").read_bytes() == bytes(range(256)) * 9


def test_a_task_without_changes_gives_its_base(project, trees):
    space = prepare(trees)
    assert collect(trees, space) == (space.base, [])


def test_collecting_again_gives_the_same_commit(project, trees):
    space = prepare(trees)
    project.write("n.txt", "n", space.path)
    assert collect(trees, space) == collect(trees, space)


def test_commits_of_the_agent_stay(project, trees):
    space = prepare(trees)
    first = agent_commit(project, space, "one.txt", "1")
    project.write("two.txt", "2", space.path)
    commit, files = collect(trees, space)
    assert files == ["one.txt", "two.txt"]
    assert project.git("rev-parse", f"{commit}^") == first


def test_an_agent_on_a_branch_of_its_own_is_followed(project, trees):
    space = prepare(trees)
    project.git("checkout", "-qb", "fix/it", folder=space.path)
    agent_commit(project, space, "one.txt", "1")
    project.write("two.txt", "2", space.path)
    before = project.git("rev-parse", "fix/it")
    commit, files = collect(trees, space)
    assert files == ["one.txt", "two.txt"]
    assert project.git("rev-parse", space.branch) == commit
    assert project.git("branch", "--show-current", folder=space.path) == space.branch
    assert project.git("rev-parse", "fix/it") == before


def test_a_detached_agent_is_followed(project, trees):
    space = prepare(trees)
    project.git("checkout", "-q", "--detach", folder=space.path)
    agent_commit(project, space, "one.txt", "1")
    commit, files = collect(trees, space)
    assert files == ["one.txt"]
    assert project.git("rev-parse", space.branch) == commit


def test_an_agent_that_went_back_loses_nothing_of_its_branch(project, trees):
    space = prepare(trees)
    done = agent_commit(project, space, "one.txt", "1")
    project.git("checkout", "-q", "--detach", space.base, folder=space.path)
    commit, files = collect(trees, space)
    assert (commit, files) == (done, ["one.txt"])
    assert (space.path / "one.txt").exists()


def test_commits_on_two_branches_are_joined(project, trees):
    space = prepare(trees)
    agent_commit(project, space, "one.txt", "1")
    project.git("checkout", "-qb", "other", space.base, folder=space.path)
    project.write("two.txt", "2", space.path)
    _, files = collect(trees, space)
    assert files == ["one.txt", "two.txt"]
    assert project.git("status", "--porcelain", folder=space.path) == ""


def test_commits_that_cannot_be_joined_are_kept(project, trees):
    space = prepare(trees)
    lost = agent_commit(project, space, "one.txt", "1")
    project.git("checkout", "-qb", "other", space.base, folder=space.path)
    project.write("one.txt", "2", space.path)
    commit, _ = collect(trees, space)
    assert project.show(commit, "one.txt") == "2"
    assert [rescue.commit for rescue in trees.list_rescues()] == [lost]


def test_the_users_branch_is_not_moved_by_uncommitted_work_on_it(project, trees):
    project.git("checkout", "-qb", "elsewhere")
    space = Worktrees_on_main(trees, project)
    project.git("checkout", "-q", "main", folder=space.path)
    before = project.head
    project.write("n.txt", "n", space.path)
    _, files = collect(trees, space)
    assert files == ["n.txt"]
    assert project.head == before


def Worktrees_on_main(trees, project):  # noqa: N802
    return prepare(type(trees)(project.open("main")))


def test_a_deleted_branch_is_made_again(project, trees):
    space = prepare(trees)
    project.write("n.txt", "n", space.path)
    project.git("update-ref", "-d", f"refs/heads/{space.branch}")
    commit, files = collect(trees, space)
    assert files == ["n.txt"]
    assert project.git("rev-parse", f"{commit}^") == space.base


def test_a_merge_in_progress_is_ended(project, trees):
    project.git("branch", "topic")
    project.git("checkout", "-q", "topic")
    topic = project.commit("topic.txt", "t")
    project.git("checkout", "-q", "main")
    space = prepare(trees)
    agent_commit(project, space, "own.txt", "o")
    project.git("merge", "-q", "--no-commit", "topic", folder=space.path)
    commit, files = collect(trees, space)
    assert sorted(files) == ["own.txt", "topic.txt"]
    assert topic in project.git("rev-list", "--parents", "-1", commit)
    assert project.git("status", folder=space.path).count("merg") == 0


def test_a_solved_conflict_becomes_a_merge_with_the_earlier_attempt(project, trees):
    made = project.work(trees, "1.1", {"src/a.txt": "one\nTASK\nthree\n"})
    project.commit("src/a.txt", "one\nMAIN\nthree\n")
    space = prepare(trees, attempt=2, carry=made.commit)
    project.write("src/a.txt", "one\nBOTH\nthree\n", space.path)
    commit, files = collect(trees, space, attempt=2)
    assert files == ["src/a.txt"]
    parents = project.git("show", "-s", "--format=%P", commit).split()
    assert parents == [space.base, made.commit]


@pytest.mark.parametrize("left", ["<<<<<<< HEAD\nx\n", "x\n>>>>>>> swarm/demo/1.1/1\n"])
def test_markers_that_stayed_are_refused(project, trees, left):
    made = project.work(trees, "1.1", {"src/a.txt": "one\nTASK\nthree\n"})
    project.commit("src/a.txt", "one\nMAIN\nthree\n")
    space = prepare(trees, attempt=2, carry=made.commit)
    with pytest.raises(UnsolvedConflict, match=r"left in src/a\.txt: solve"):
        collect(trees, space, attempt=2)
    project.write("src/a.txt", left, space.path)
    project.git("commit", "-qam", "pretended", folder=space.path)
    with pytest.raises(UnsolvedConflict):
        collect(trees, space, attempt=2)


def test_a_text_about_markers_is_no_conflict(project, trees):
    space = prepare(trees)
    project.write("doc.md", "<<<<<<< yours\n=======\n>>>>>>> mine\n", space.path)
    assert collect(trees, space)[1] == ["doc.md"]


def test_an_unfinished_rebase_gives_what_the_branch_had(project, trees):
    space = prepare(trees)
    agent_commit(project, space, "src/a.txt", "agent\n")
    project.git("checkout", "-q", "main")
    project.commit("src/a.txt", "main\n")
    with pytest.raises(AssertionError):
        project.git("rebase", "main", folder=space.path)
    with pytest.raises(UnsolvedConflict):
        collect(trees, space)
    project.git("reset", "-q", "--hard", folder=space.path)
    commit, _ = collect(trees, space)
    assert project.show(commit, "src/a.txt") == "agent"
    assert prepare(trees, "1.2").branch == "swarm/demo/1.2/1"


def test_locks_that_a_killed_git_left_are_removed(project, trees):
    space = prepare(trees)
    admin = project.root / ".git/worktrees/kiro-1"
    for lock in (
        admin / "index.lock",
        admin / "HEAD.lock",
        project.root / f".git/refs/heads/{space.branch}.lock",
    ):
        old_lock(lock)
    project.write("n.txt", "n", space.path)
    assert collect(trees, space)[1] == ["n.txt"]


def test_a_corrupt_index_is_made_anew(project, trees):
    space = prepare(trees)
    project.write("n.txt", "n", space.path)
    (project.root / ".git/worktrees/kiro-1/index").write_bytes(b"DIRCrubbish")
    assert collect(trees, space)[1] == ["n.txt"]


def test_a_removed_worktree_is_said(project, trees):
    space = prepare(trees)
    (space.path / ".git").unlink()
    with pytest.raises(GitError, match="was removed or its"):
        collect(trees, space)


def test_what_the_agent_merged_from_the_target_is_not_its_change(project, trees):
    space = prepare(trees)
    agent_commit(project, space, "own.txt", "o")
    project.commit("later.txt", "later")
    project.git("merge", "-q", "main", folder=space.path)
    assert collect(trees, space)[1] == ["own.txt"]
