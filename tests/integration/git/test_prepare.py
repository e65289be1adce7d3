"""A worktree for an attempt: made once, then reset, always clean."""

from __future__ import annotations

import pytest

from adapters.git.errors import GitError
from domain.errors import Refused
from tests.integration.git.conftest import prepare


def test_a_worktree_stands_on_a_new_branch_from_the_target(project, trees):
    space = prepare(trees, "1.2", instance="kiro-7", attempt=3)
    assert space.path == project.root / ".swarm/worktrees/kiro-7"
    assert space.branch == "swarm/demo/1.2/3"
    assert project.git("branch", "--show-current", folder=space.path) == space.branch
    assert project.git("rev-parse", "HEAD", folder=space.path) == project.head
    assert project.git("status", "--porcelain", folder=space.path) == ""
    assert (space.conflicts, space.detail) == ((), "") or list(space.conflicts) == []


def test_the_branch_tracks_nothing(project, trees):
    project.git("config", "branch.autoSetupMerge", "always")
    project.git("config", "checkout.defaultRemote", "origin")
    prepare(trees)
    assert "branch." not in project.git(
        "config", "--local", "--name-only", "--list"
    ).replace("branch.autosetupmerge", "")


def test_the_next_task_gets_the_same_folder_clean_but_for_ignored_files(project, trees):
    first = prepare(trees, "1.1")
    project.write("left.txt", "x", first.path)
    project.write("deep/kept.cache", "cache", first.path)
    project.write("src/a.txt", "changed", first.path)
    project.commit("later.txt", "later")

    second = prepare(trees, "1.2")
    assert second.path == first.path
    assert second.base == project.head
    assert not (second.path / "left.txt").exists()
    assert (second.path / "deep/kept.cache").read_text() == "cache"
    assert (second.path / "later.txt").exists()
    assert (second.path / "src/a.txt").read_text() == "one\ntwo\nthree\n"


def test_what_was_left_is_kept_before_it_is_cleaned_away(project, trees):
    first = prepare(trees, "1.1")
    project.write("left.txt", "precious", first.path)
    prepare(trees, "1.2")
    [rescue] = trees.list_rescues()
    assert (rescue.task, rescue.attempt) == ("1.1", 1)
    assert rescue.ref == "refs/swarm/rescue/1.1/1"
    assert project.show(rescue.ref, "left.txt") == "precious"


def test_a_detached_commit_is_kept(project, trees):
    first = prepare(trees, "1.1")
    project.git("checkout", "-q", "--detach", folder=first.path)
    project.write("work.txt", "w", first.path)
    project.git("add", "-A", folder=first.path)
    project.git("commit", "-qm", "detached", folder=first.path)
    commit = project.git("rev-parse", "HEAD", folder=first.path)
    prepare(trees, "1.2")
    assert [rescue.commit for rescue in trees.list_rescues()] == [commit]


def test_a_clean_worktree_leaves_no_rescue(project, trees):
    prepare(trees, "1.1")
    prepare(trees, "1.2")
    assert trees.list_rescues() == []


def test_preparing_the_same_attempt_again_keeps_what_the_branch_had(project, trees):
    candidate = project.work(trees, "1.1", {"new.txt": "n"})
    again = prepare(trees, "1.1")
    assert again.base == project.head
    assert not (again.path / "new.txt").exists()
    assert (
        project.refs("refs/swarm/rescue")["refs/swarm/rescue/1.1/1"] == candidate.commit
    )


def test_a_file_in_the_way_of_a_folder_is_no_obstacle(project, trees):
    space = prepare(trees, "1.1")
    project.write("later/inner.txt", "untracked", space.path)
    project.commit("later", "a file now")
    space = prepare(trees, "1.2")
    assert (space.path / "later").read_text() == "a file now"


def test_strange_names_of_tasks_make_valid_branches(project, trees):
    for task in (
        "spec/1.2",
        "1.",
        "任务 3",
        "a..b",
        "x.lock",
        "-1",
        "~^:?*[\\",
        "é" * 300,
    ):
        space = prepare(trees, task)
        assert project.git("rev-parse", space.branch) == project.head


def test_an_instance_name_cannot_leave_the_folder(project, trees):
    for name in ("../x", "a/b", "", ".gate-1", "x" * 65):
        with pytest.raises(Refused, match="cannot name an instance"):
            prepare(trees, instance=name)


def test_hooks_and_settings_of_the_user_do_not_get_in_the_way(project, trees):
    for hook in ("post-checkout", "reference-transaction", "pre-commit", "post-merge"):
        path = project.write(f".git/hooks/{hook}", "#!/bin/sh\nexit 1\n")
        path.chmod(0o755)
    for key, value in {
        "commit.gpgSign": "true",
        "gpg.program": "false",
        "core.autocrlf": "true",
        "core.safecrlf": "true",
        "status.showUntrackedFiles": "no",
        "merge.ff": "only",
        "core.fsmonitor": "true",
    }.items():
        project.git("config", key, value)
    made = project.work(trees, "1.1", {"unix.txt": "a\nb\n", "dos.txt": "a\r\nb\r\n"})
    assert project.git("cat-file", "-t", made.commit) == "commit"
    later = prepare(trees, "1.2", carry=made.commit)
    assert (later.path / "dos.txt").exists()


# ------------------------------------------------------------ carry


def test_an_earlier_attempt_is_carried_on(project, trees):
    made = project.work(trees, "1.1", {"new.txt": "n"})
    project.commit("src/b.txt", "buzz\n")
    space = prepare(trees, "1.1", attempt=2, carry=made.commit)
    assert list(space.conflicts) == []
    assert (space.path / "new.txt").read_text() == "n"
    assert (space.path / "src/b.txt").read_text() == "buzz\n"
    assert project.git("status", "--porcelain", folder=space.path) == ""


def test_conflicts_with_the_target_stay_as_markers(project, trees):
    made = project.work(
        trees, "1.1", {"src/a.txt": "one\nTASK\nthree\n", "new.txt": "n"}
    )
    project.commit("src/a.txt", "one\nMAIN\nthree\n")
    space = prepare(trees, "1.1", attempt=2, carry=made.commit)
    assert list(space.conflicts) == ["src/a.txt"]
    text = (space.path / "src/a.txt").read_text()
    assert "<<<<<<< HEAD\nMAIN\n=======\nTASK\n>>>>>>> swarm/demo/1.1/1\n" in text
    assert "MAIN" in space.detail
    assert "--- src/a.txt\n@@ line 1\none\n<<<<<<< HEAD" in space.detail
    assert (space.path / "new.txt").read_text() == "n"


def test_a_deleted_and_a_changed_file_conflict_too(project, trees):
    made = project.work(trees, "1.1", {"src/b.txt": "changed\n"})
    project.git("rm", "-q", "src/b.txt")
    project.git("commit", "-qm", "gone")
    space = prepare(trees, "1.1", attempt=2, carry=made.commit)
    assert list(space.conflicts) == ["src/b.txt"]
    assert "CONFLICT (modify/delete)" in space.detail


def test_ticks_on_both_sides_do_not_conflict(project, trees):
    plan = ".kiro/specs/demo/tasks.md"
    before = (project.root / plan).read_text()
    made = project.work(trees, "1.1", {plan: before.replace("[ ] 1.1", "[x] 1.1")})
    project.commit(plan, before.replace("[ ] 1.2", "[x] 1.2"))
    space = prepare(trees, "1.1", attempt=2, carry=made.commit)
    assert list(space.conflicts) == []
    text = (space.path / plan).read_text()
    assert "[x] 1.1" in text
    assert "[x] 1.2" in text
    assert project.git("status", "--porcelain", folder=space.path) == ""


def test_a_missing_commit_cannot_be_carried(project, trees):
    with pytest.raises(GitError, match="is not in this repository"):
        prepare(trees, carry="f" * 40)


def test_an_unrelated_commit_cannot_be_carried(project, trees):
    tree = project.git("rev-parse", "main^{tree}")
    orphan = project.git("commit-tree", tree, "-m", "orphan")
    with pytest.raises(GitError, match="unrelated histories"):
        prepare(trees, carry=orphan)
    assert list(prepare(trees).conflicts) == []


def test_what_only_the_last_task_ignored_does_not_get_into_the_next(project, trees):
    project.work(
        trees, "1.1", {"app/.gitignore": "modules/\n", "app/modules/m.js": "m"}
    )
    first = prepare(trees, "1.2")
    assert project.git("status", "--porcelain", folder=first.path) == ""
    project.write("lib/.gitignore", "*\n", first.path)
    project.write("lib/.hidden/x.o", "o", first.path)
    second = prepare(trees, "1.3")
    assert project.git("status", "--porcelain", folder=second.path) == ""
