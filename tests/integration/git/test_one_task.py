"""The life of one task, from worktree to target."""

from __future__ import annotations

from adapters.git.gate_tree import GateTree
from adapters.git.integrator import GitIntegrator
from adapters.git.worktrees import Worktrees
from tests.integration.git.conftest import candidate, tick


def test_a_task_travels_from_a_worktree_to_the_target_and_leaves_nothing(project):
    repository = project.open()
    trees = Worktrees(repository)
    workspace = trees.prepare(
        swarm="demo", instance="kiro-1", task="1.1", attempt=1, carry=""
    )
    assert workspace.branch == "swarm/demo/1.1/1"
    assert workspace.base == project.head
    project.write("new file.txt", "hello\n", workspace.path)
    project.write("build.cache", "ignored\n", workspace.path)

    commit, files = trees.collect(workspace, task="1.1", attempt=1, title="First")
    assert list(files) == ["new file.txt"]

    integrator = GitIntegrator(repository, tick)
    train = integrator.build(
        integration="demo/train-1",
        target="main",
        candidates=[candidate("1.1", commit)],
    )
    assert train.merges == {"1.1": train.head}
    gate = GateTree(repository).checkout(train.head)
    assert (gate / "new file.txt").read_text() == "hello\n"

    landing = integrator.land(integration="demo/train-1", target="main", train=train)
    assert landing.landed
    assert project.head == train.head
    assert (project.root / "new file.txt").read_text() == "hello\n"
    assert "- [x] 1.1 First" in project.show("main", ".kiro/specs/demo/tasks.md")
    assert project.git("status", "--porcelain") == ""

    assert trees.release(swarm="demo") == []
    assert project.worktrees == [str(project.root)]
    assert project.git("branch", "--list", "swarm/*") == ""
    assert not (project.root / ".git/worktrees").exists()
