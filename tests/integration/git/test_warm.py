"""Worktrees that are made ahead of their first task."""

from __future__ import annotations

import shutil

from tests.integration.git.conftest import prepare


def test_a_warm_worktree_has_the_files_of_the_target(project, trees):
    trees.warm(swarm="demo", instance="kiro-1")
    folder = project.root / ".swarm/worktrees/kiro-1"
    assert project.git("rev-parse", "HEAD", folder=folder) == project.head
    assert project.git("branch", "--show-current", folder=folder) == ""
    assert project.git("status", "--porcelain", folder=folder) == ""


def test_the_first_task_goes_on_in_it_and_nothing_is_rescued(project, trees):
    trees.warm(swarm="demo", instance="kiro-1")
    project.commit("later.txt", "later")
    space = prepare(trees, "1.1", instance="kiro-1")
    assert (space.path / "later.txt").exists()
    assert list(trees.list_rescues()) == []


def test_one_that_was_killed_half_made_is_mended_and_nothing_is_rescued(project, trees):
    trees.warm(swarm="demo", instance="kiro-1")
    folder = project.root / ".swarm/worktrees/kiro-1"
    shutil.rmtree(folder / "src")
    space = prepare(trees, "1.1", instance="kiro-1")
    assert (space.path / "src/a.txt").exists()
    assert list(trees.list_rescues()) == []


def test_warming_leaves_alone_what_is_there(project, trees):
    space = prepare(trees, "1.1", instance="kiro-1")
    project.write("precious.txt", "precious", space.path)
    trees.warm(swarm="demo", instance="kiro-1")
    assert (space.path / "precious.txt").read_text() == "precious"


def test_one_that_was_never_used_is_released(project, trees):
    trees.warm(swarm="demo", instance="kiro-1")
    trees.release(swarm="demo")
    assert not (project.root / ".swarm/worktrees/kiro-1").exists()
    assert len(project.worktrees) == 1
