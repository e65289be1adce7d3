"""The life of a task in repositories that people really have."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.git.integrator import GitIntegrator
from adapters.git.repository import open_repository
from adapters.git.worktrees import Worktrees
from tests.integration.git.conftest import PLAN, Project, candidate, prepare, tick


def live(project: Project, start: Path) -> None:
    """Take a task from prepare to release, and a conflict on the way."""
    before = project.worktrees
    repository = open_repository(start, None)
    trees, integrator = Worktrees(repository), GitIntegrator(repository, tick)
    made = []
    for number in (1, 2):
        task = f"1.{number}"
        space = prepare(trees, task, instance=f"kiro-{number}")
        project.write("src/a.txt", f"{task}\n", space.path)
        project.write(f"new-{number}.txt", "n", space.path)
        commit, _ = trees.collect(space, task=task, attempt=1, title="T")
        made.append(candidate(task, commit))
    target = repository.target
    train = integrator.build(integration="demo/t", target=target, candidates=made)
    assert [conflict.task for conflict in train.conflicts] == ["1.2"]
    landing = integrator.land(integration="demo/t", target=target, train=train)
    assert landing.landed
    assert "brought forward" in landing.checkout
    assert project.status == ""
    assert (project.root / "new-1.txt").exists()
    assert "[x] 1.1" in (project.root / ".kiro/specs/demo/tasks.md").read_text()
    again = prepare(trees, "1.2", instance="kiro-2", attempt=2, carry=made[1].commit)
    assert list(again.conflicts) == ["src/a.txt"]
    assert trees.rescue(instance="kiro-2", task="1.2", attempt=2)
    assert len(trees.release(swarm="demo")) > 0
    assert project.worktrees == before


def fill(project: Project) -> None:
    project.write("src/a.txt", "one\n")
    project.write(".kiro/specs/demo/tasks.md", PLAN)
    project.git("add", "-A")
    project.git("commit", "-qm", "start")


def test_a_subfolder_of_an_ordinary_one(project):
    live(project, project.root / "src")


def test_a_linked_worktree_of_the_user(project, tmp_path):
    project.git("worktree", "add", "-q", "-b", "topic", str(tmp_path / "linked tree"))
    live(Project(tmp_path / "linked tree"), tmp_path / "linked tree")
    assert project.status == ""


def test_a_linked_worktree_of_a_bare_one(project, tmp_path):
    project.git("clone", "-q", "--bare", str(project.root), str(tmp_path / "bare.git"))
    bare = Project(tmp_path / "bare.git")
    bare.git("worktree", "add", "-q", str(tmp_path / "tree"), "main")
    live(Project(tmp_path / "tree"), tmp_path / "tree")


def test_one_that_is_reached_through_a_link(project, tmp_path):
    (tmp_path / "link").symlink_to(project.root)
    live(project, tmp_path / "link")


def test_a_submodule(project, tmp_path):
    outer = Project(tmp_path / "outer")
    outer.root.mkdir()
    outer.git("init", "-q")
    outer.git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "-q",
        "add",
        str(project.root),
        "in",
    )
    inner = Project(outer.root / "in")
    live(inner, inner.root)


def test_one_with_long_object_names(tmp_path):
    project = Project(tmp_path / "sha256")
    project.root.mkdir()
    project.git("init", "-q", "-b", "main", "--object-format=sha256")
    fill(project)
    live(project, project.root)


def test_one_with_packed_objects_and_refs(project):
    project.git("gc", "-q")
    live(project, project.root)


def test_a_shallow_clone(project, tmp_path):
    project.commit("more.txt", "m")
    project.git(
        "clone", "-q", "--depth=1", f"file://{project.root}", str(tmp_path / "shallow")
    )
    live(Project(tmp_path / "shallow"), tmp_path / "shallow")


@pytest.mark.parametrize(
    "settings",
    [
        {"core.autocrlf": "true"},
        {"core.autocrlf": "input", "core.safecrlf": "true", "core.eol": "crlf"},
        {
            "core.splitIndex": "true",
            "core.untrackedCache": "true",
            "index.version": "4",
        },
        {"merge.conflictStyle": "diff3", "diff.noprefix": "true", "color.ui": "always"},
        {"log.showSignature": "true", "log.date": "relative", "core.quotePath": "true"},
        {"i18n.commitEncoding": "latin1", "i18n.logOutputEncoding": "latin1"},
        {"commit.template": "/nonexistent", "commit.cleanup": "strip"},
        {"extensions.worktreeConfig": "true", "core.sparseCheckout": "false"},
        {"receive.denyCurrentBranch": "refuse", "transfer.fsckObjects": "true"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_one_with_odd_settings(project, settings):
    for key, value in settings.items():
        project.git("config", key, value)
    live(project, project.root)
