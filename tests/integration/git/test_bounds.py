"""What leaves the adapter can be printed and stays short, whatever files there are."""

from __future__ import annotations

import os

import pytest

from adapters.git.syncing import GitBranches
from commands.errors import UnsolvedConflict
from tests.integration.git.conftest import candidate, prepare

ODD = os.fsdecode(b"caf\xe9.txt")
SHOWN = "caf\\xe9.txt"
MANY = 3000


def commit_of(project, trees, space, task="1.2"):
    commit, files = trees.collect(space, task=task, attempt=1, title="T")
    return candidate(task, commit), files


def build(project, *candidates):
    return project.integrator().build(
        integration="demo/train-1", target="main", candidates=candidates
    )


def test_names_that_are_not_utf8_are_printable_in_what_is_collected(project, trees):
    space = prepare(trees)
    project.write(ODD, "mine\n", space.path)
    _, files = commit_of(project, trees, space)
    assert list(files) == [SHOWN]


def test_names_that_are_not_utf8_are_printable_in_conflicts(project, trees):
    space = prepare(trees, "1.2")
    project.write(ODD, "task\n", space.path)
    late, _ = commit_of(project, trees, space)
    project.commit(ODD, "main\n")
    [conflict] = build(project, late).conflicts
    assert list(conflict.files) == [SHOWN]
    assert f"--- {SHOWN}" in conflict.detail
    conflict.detail.encode()
    branches = GitBranches(project.open())
    project.git("branch", "late", late.commit)
    synced = branches.sync_branch("late")
    assert list(synced.files) == [SHOWN]
    synced.message.encode()


def test_names_that_are_not_utf8_are_found_again(project, trees):
    space = prepare(trees, "1.2")
    project.write(ODD, "task\n", space.path)
    late, _ = commit_of(project, trees, space)
    project.commit(ODD, "main\n")
    space = trees.prepare(
        swarm="demo", instance="kiro-1", task="1.2", attempt=2, carry=late.commit
    )
    assert list(space.conflicts) == [SHOWN]
    space.detail.encode()
    project.git("add", "-A", folder=space.path)
    with pytest.raises(UnsolvedConflict) as unsolved:
        trees.collect(space, task="1.2", attempt=2, title="T")
    assert SHOWN in str(unsolved.value)
    project.write(ODD, "both\n", space.path)
    _, files = trees.collect(space, task="1.2", attempt=2, title="T")
    assert list(files) == [SHOWN]


def test_thousands_of_conflicts_make_a_short_report(project, trees):
    names = [f"many/a rather long name of a file {n:04}.txt" for n in range(MANY)]
    space = prepare(trees, "1.2")
    for name in names:
        project.write(name, "task\n", space.path)
    late, _ = commit_of(project, trees, space)
    for name in names:
        project.write(name, "main\n")
    project.commit("more.txt", "more\n")
    [conflict] = build(project, late).conflicts
    assert list(conflict.files) == names[: len(conflict.files)]
    assert 100 < len(conflict.files) <= 200
    assert sum(map(len, conflict.files)) <= 10_000
    assert len(conflict.detail.encode()) <= 8_000
    assert f"{MANY} files conflict in all" in conflict.detail
    assert "<<<<<<< main" in conflict.detail
    space = trees.prepare(
        swarm="demo", instance="kiro-1", task="1.2", attempt=2, carry=late.commit
    )
    assert len(space.conflicts) <= 200
    assert len(space.detail.encode()) <= 8_000
    for name in names[:-1]:
        project.write(name, "both\n", space.path)
    project.git("add", "-A", folder=space.path)
    with pytest.raises(UnsolvedConflict, match=names[-1]):
        trees.collect(space, task="1.2", attempt=2, title="T")
