"""After a release only what has not landed is left, and it is said."""

from __future__ import annotations

import shutil

from adapters.git.gate_tree import GateTree
from tests.integration.git.conftest import Project, prepare


def leftovers(project: Project) -> list[str]:
    folder = project.root / ".swarm/worktrees"
    return sorted(path.name for path in folder.iterdir())


def test_landed_branches_and_all_worktrees_go(project, trees):
    project.land(project.work(trees, "1.1", {"n.txt": "n"}))
    project.work(trees, "1.2", {}, instance="kiro-2")
    GateTree(project.open()).checkout(project.head)
    assert trees.release(swarm="demo") == []
    assert project.worktrees == [str(project.root)]
    assert leftovers(project) == []
    assert project.refs("refs/heads/swarm") == {}
    assert project.refs("refs/swarm") == {}
    assert not (project.root / ".git/worktrees").exists()
    assert not (project.root / ".swarm/tmp").exists()


def test_a_release_can_be_repeated(project, trees):
    project.work(trees, "1.1", {"n.txt": "n"})
    assert trees.release(swarm="demo") == trees.release(swarm="demo") != []


def test_a_release_of_nothing_is_fine(trees):
    assert trees.release(swarm="demo") == []


def test_unmerged_branches_stay_and_are_said(project, trees):
    made = project.work(trees, "1.1", {"n.txt": "n"})
    assert trees.release(swarm="demo") == [
        "attempt 1 of task 1.1 is not on main: it is kept on the branch swarm/demo/1.1/1"
    ]
    assert project.refs("refs/heads/swarm") == {
        "refs/heads/swarm/demo/1.1/1": made.commit
    }


def test_an_attempt_that_a_later_one_superseded_goes_to_a_rescue_ref(project, trees):
    first = project.work(trees, "1.1", {"n.txt": "first"})
    project.land(project.work(trees, "1.1", {"n.txt": "second"}, attempt=2))
    assert trees.release(swarm="demo") == [
        "attempt 1 of task 1.1 was superseded: it is kept at refs/swarm/rescue/1.1/1"
    ]
    assert project.refs("refs/heads/swarm") == {}
    assert project.refs("refs/swarm") == {"refs/swarm/rescue/1.1/1": first.commit}


def test_uncommitted_work_is_kept_and_said(project, trees):
    space = prepare(trees)
    project.write("n.txt", "n", space.path)
    [said] = trees.release(swarm="demo")
    assert said.startswith("what was not committed in the worktree of kiro-1 (task 1.1")
    assert project.show("refs/swarm/rescue/1.1/1", "n.txt") == "n"


def test_another_swarm_keeps_its_worktrees_and_branches(project, trees):
    trees.prepare(swarm="other", instance="kiro-9", task="1", attempt=1, carry="")
    trees.release(swarm="demo")
    assert leftovers(project) == [".kiro-9.json", "kiro-9"]
    assert "refs/heads/swarm/other/1/1" in project.refs("refs/heads")


def test_the_users_own_worktrees_stay_even_when_their_folder_is_away(
    project, trees, tmp_path
):
    project.git("worktree", "add", "-q", "--detach", str(tmp_path / "away"))
    (tmp_path / "away").rename(tmp_path / "unplugged")
    prepare(trees)
    trees.release(swarm="demo")
    assert project.worktrees == [str(project.root), str(tmp_path / "away")]


def test_a_branch_the_user_looks_at_stays(project, trees, tmp_path):
    prepare(trees)
    project.git("worktree", "add", "-qf", str(tmp_path / "look"), "swarm/demo/1.1/1")
    assert trees.release(swarm="demo") == [
        f"swarm/demo/1.1/1 is checked out in {tmp_path / 'look'}: kept"
    ]


def test_worktrees_that_agents_made_inside_theirs_are_forgotten(project, trees):
    space = prepare(trees)
    project.git("worktree", "add", "-q", "-b", "inner", "inner", folder=space.path)
    trees.release(swarm="demo")
    assert project.worktrees == [str(project.root)]
    assert "refs/heads/inner" in project.refs("refs/heads")


def test_a_worktree_whose_folder_is_gone_is_forgotten(project, trees):
    shutil.rmtree(prepare(trees).path)
    trees.release(swarm="demo")
    assert project.worktrees == [str(project.root)]


def test_rubbish_of_a_killed_release_is_deleted(project, trees):
    prepare(trees)
    home = project.root / ".swarm/worktrees"
    (home / "kiro-1").rename(home / ".trash-1")
    (home / ".stock-2").mkdir()
    trees.release(swarm="demo")
    assert leftovers(project) == []
    assert project.worktrees == [str(project.root)]
