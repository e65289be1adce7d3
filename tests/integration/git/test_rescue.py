"""Rescue refs: everything is kept, nothing is overwritten."""

from __future__ import annotations

from tests.integration.git.conftest import prepare

REF = "refs/swarm/rescue/1.1/1"


def rescue(trees, task="1.1", attempt=1, instance="kiro-1"):
    return trees.rescue(instance=instance, task=task, attempt=attempt)


def test_tracked_and_untracked_changes_are_kept_and_the_worktree_is_not_touched(
    project, trees
):
    space = prepare(trees)
    project.write("src/a.txt", "changed\n", space.path)
    project.write("new.txt", "new", space.path)
    project.write("x.cache", "ignored", space.path)
    project.git("add", "src/a.txt", folder=space.path)
    before = project.git("status", "--porcelain", folder=space.path)
    assert rescue(trees) == REF
    assert project.git("status", "--porcelain", folder=space.path) == before
    assert project.show(REF, "src/a.txt") == "changed"
    assert project.show(REF, "new.txt") == "new"
    assert "x.cache" not in project.git("ls-tree", "-r", "--name-only", REF)
    assert project.git("rev-parse", f"{REF}^") == space.base


def test_commits_of_the_agent_are_kept(project, trees):
    space = prepare(trees)
    project.write("one.txt", "1", space.path)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "agent", folder=space.path)
    assert rescue(trees) == REF
    assert project.refs(REF) == {
        REF: project.git("rev-parse", "HEAD", folder=space.path)
    }


def test_nothing_to_keep_is_told_as_nothing(project, trees):
    prepare(trees)
    assert rescue(trees) == ""
    assert project.refs("refs/swarm") == {}


def test_an_instance_without_a_worktree_has_nothing(trees):
    assert rescue(trees, instance="kiro-9") == ""


def test_another_attempt_than_the_one_in_the_worktree_has_nothing(project, trees):
    space = prepare(trees)
    project.write("new.txt", "new", space.path)
    assert rescue(trees, attempt=2) == ""
    assert rescue(trees, task="1.2") == ""


def test_a_repeated_rescue_gives_the_same_ref(project, trees):
    space = prepare(trees)
    project.write("new.txt", "new", space.path)
    assert rescue(trees) == rescue(trees) == REF
    assert len(project.refs("refs/swarm/rescue")) == 1


def test_other_content_gets_another_ref(project, trees):
    for number in ("1", "2", "3"):
        space = prepare(trees)
        project.write("new.txt", number, space.path)
        rescue(trees)
    kept = project.refs("refs/swarm/rescue")
    assert [project.show(ref, "new.txt") for ref in kept] == ["1", "2", "3"]
    assert list(kept) == [REF, f"{REF}.1", f"{REF}.2"]
    assert {r.attempt for r in trees.list_rescues()} == {1}


def test_landed_work_is_not_kept_again(project, trees):
    project.land(project.work(trees, "1.1", {"n.txt": "n"}))
    assert rescue(trees) == ""


def test_a_conflict_in_the_middle_is_kept_with_its_parents(project, trees):
    made = project.work(trees, "1.1", {"src/a.txt": "TASK\n"})
    project.commit("src/a.txt", "MAIN\n")
    space = prepare(trees, attempt=2, carry=made.commit)
    ref = rescue(trees, attempt=2)
    assert "<<<<<<<" in project.show(ref, "src/a.txt")
    parents = project.git("show", "-s", "--format=%P", ref).split()
    assert parents == [space.base, made.commit]


def test_the_list_tells_task_attempt_and_title(project, trees):
    space = prepare(trees, "spec/1.1", attempt=2)
    project.write("new.txt", "new", space.path)
    rescue(trees, "spec/1.1", 2)
    [kept] = trees.list_rescues()
    assert (kept.task, kept.attempt, kept.title) == ("spec/1.1", 2, "Unfinished work")
    assert kept.ref == "refs/swarm/rescue/spec%2F1.1/2"
    assert kept.at.startswith("20")
