"""Repositories inside a worktree lose no files, and it is said what became of them."""

from __future__ import annotations

import logging

import pytest

from tests.integration.git.conftest import prepare


@pytest.fixture
def space(trees):
    return prepare(trees)


def nested(project, space, name="vendor/lib", *, committed=True):
    folder = space.path / name
    folder.mkdir(parents=True)
    project.git("init", "-q", "-b", "main", folder=folder)
    project.write("inside.txt", "i", folder)
    project.write("junk.log", "ignored", folder)
    project.write(".gitignore", "*.log\n", folder)
    if committed:
        project.git("add", "-A", folder=folder)
        project.git("commit", "-qm", "inner history", folder=folder)
        project.write("later.txt", "uncommitted", folder)
    return folder


def collect(trees, space):
    return trees.collect(space, task="1.1", attempt=1, title="T")


def history(project):
    [kept] = (project.root / ".swarm/kept").iterdir()
    return project.git("--git-dir", str(kept), "log", "--format=%s")


def test_files_of_a_nested_repository_are_collected_and_its_history_kept(
    project, trees, space, caplog
):
    nested(project, space)
    with caplog.at_level(logging.WARNING):
        _, files = collect(trees, space)
    assert sorted(files) == [
        "vendor/lib/.gitignore",
        "vendor/lib/inside.txt",
        "vendor/lib/later.txt",
    ]
    assert history(project) == "inner history"
    assert "vendor/lib of task 1.1 was a git repository of its own" in caplog.text


def test_a_nested_repository_without_a_commit_is_collected(project, trees, space):
    nested(project, space, committed=False)
    assert "vendor/lib/inside.txt" in collect(trees, space)[1]


def test_a_repository_in_a_repository_is_collected(project, trees, space):
    nested(project, space, "outer")
    nested(project, space, "outer/inner")
    _, files = collect(trees, space)
    assert {"outer/inside.txt", "outer/inner/inside.txt"} <= set(files)


def test_a_pointer_that_the_agent_committed_becomes_files(project, trees, space):
    nested(project, space)
    project.git("add", "-A", folder=space.path)
    project.git("commit", "-qm", "agent", folder=space.path)
    commit, files = collect(trees, space)
    assert "vendor/lib/later.txt" in files
    assert "160000" not in project.git("ls-tree", "-r", commit)
    assert history(project) == "inner history"


def test_a_rescue_keeps_files_of_nested_repositories(project, trees, space):
    nested(project, space)
    ref = trees.rescue(instance="kiro-1", task="1.1", attempt=1)
    assert project.show(ref, "vendor/lib/later.txt") == "uncommitted"
    assert not prepare(trees, "1.2").path.joinpath("vendor").exists()


def test_release_says_where_histories_lie(project, trees, space):
    nested(project, space)
    collect(trees, space)
    said = trees.release(swarm="demo")
    assert any("history of a repository that an agent made" in line for line in said)


# ------------------------------------------------------------ submodules


@pytest.fixture
def submodule(project, tmp_path):
    library = tmp_path / "library"
    project.git("init", "-q", "-b", "main", str(library))
    project.write("lib.txt", "one\n", library)
    project.git("add", "-A", folder=library)
    project.git("commit", "-qm", "lib", folder=library)
    project.git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(library),
        "lib",
    )
    project.git("commit", "-qm", "submodule")


@pytest.fixture
def filled(project, submodule, trees):
    space = prepare(trees)
    project.git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "update",
        "--init",
        folder=space.path,
    )
    return space


def test_an_untouched_submodule_is_no_work(project, trees, filled):
    assert trees.rescue(instance="kiro-1", task="1.1", attempt=1) == ""
    assert collect(trees, filled) == (filled.base, [])
    prepare(trees, "1.2")
    assert trees.list_rescues() == []


def test_changes_inside_a_submodule_are_rescued(project, trees, filled, caplog):
    project.write("lib/lib.txt", "two\n", filled.path)
    project.write("lib/new.txt", "n", filled.path)
    prepare(trees, "1.2")
    [kept] = trees.list_rescues()
    assert kept.title == "Unfinished work in the submodule lib"
    assert project.show(kept.ref, "lib.txt") == "two"
    assert project.show(kept.ref, "new.txt") == "n"
    assert "inside the submodule lib are kept at" in caplog.text


def test_a_commit_inside_a_submodule_is_kept_when_its_pointer_is_collected(
    project, trees, filled
):
    project.write("lib/lib.txt", "two\n", filled.path)
    project.git("commit", "-qam", "inner", folder=filled.path / "lib")
    inner = project.git("rev-parse", "HEAD", folder=filled.path / "lib")
    _, files = collect(trees, filled)
    assert files == ["lib"]
    assert [kept.commit for kept in trees.list_rescues()] == [inner]


def test_a_worktree_with_submodules_can_be_released(project, trees, filled):
    assert trees.release(swarm="demo") == []
    assert project.worktrees == [str(project.root)]
