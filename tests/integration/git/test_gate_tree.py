"""The gates see exactly one commit."""

from __future__ import annotations

import shutil

import pytest

from adapters.git.gate_tree import GateTree
from tests.integration.git.conftest import old_lock


@pytest.fixture
def gate(project):
    return GateTree(project.open())


def test_a_slot_holds_exactly_the_commit(project, gate):
    first = project.head
    second = project.commit("later.txt", "later")
    folder = gate.checkout(first)
    assert folder == project.root / ".swarm/worktrees/.gate-1"
    assert project.git("rev-parse", "HEAD", folder=folder) == first
    assert gate.checkout(second) == folder
    assert (folder / "later.txt").exists()
    assert not (gate.checkout(first) / "later.txt").exists()


def test_what_a_gate_left_is_cleaned_and_its_caches_stay(project, gate):
    folder = gate.checkout(project.head)
    project.write("report.xml", "r", folder)
    project.write("src/a.txt", "changed", folder)
    project.write("deep/x.cache", "c", folder)
    project.git("init", "-q", "nested", folder=folder)
    gate.checkout(project.head)
    assert project.git("status", "--porcelain", folder=folder) == ""
    assert (folder / "deep/x.cache").exists()
    assert not (folder / "nested").exists()


def test_slots_are_apart(project, gate):
    assert gate.checkout(project.head, slot=2) != gate.checkout(project.head)


def test_a_broken_gate_tree_is_made_anew(project, gate):
    folder = gate.checkout(project.head)
    shutil.rmtree(project.root / ".git/worktrees")
    assert gate.checkout(project.head) == folder
    assert project.git("status", "--porcelain", folder=folder) == ""


def test_a_gate_tree_killed_in_the_middle_is_usable(project, gate):
    folder = gate.checkout(project.head)
    admin = project.root / ".git/worktrees/.gate-1"
    admin = (
        admin if admin.exists() else next((project.root / ".git/worktrees").iterdir())
    )
    old_lock(admin / "index.lock")
    (admin / "index").write_bytes(b"")
    (folder / "src/a.txt").unlink()
    gate.checkout(project.head)
    assert (folder / "src/a.txt").exists()
    assert project.git("status", "--porcelain", folder=folder) == ""
