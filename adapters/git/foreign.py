"""Repositories inside a worktree, whose files git would not keep by itself.

An agent that runs `git init` or `git clone` below its worktree makes a nested
repository: git commits a mere pointer to it and loses the files. Ours become ordinary
files; the history goes to `.swarm/kept`. Submodules stay what they are; what was
changed inside them is kept on rescue refs.
"""

from __future__ import annotations

import logging
from itertools import count
from typing import TYPE_CHECKING

from adapters.git.names import component
from adapters.git.runner import encode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from adapters.git.linked import LinkedTree
    from adapters.git.records import Record
    from adapters.git.repository import Repository
    from adapters.git.runner import Git

log = logging.getLogger(__name__)

GITLINK = "160000"
# How deep repositories may lie in one another.
_DEPTH = 8


def kept_folder(repository: Repository) -> Path:
    """Give the folder for histories of nested repositories."""
    return repository.state / "kept"


def take_in_root(repository: Repository, tree: LinkedTree, record: Record) -> None:
    """Undo a `git init` at the root of a worktree: its history is kept aside."""
    if (tree.path / ".git").is_dir():
        _keep_history(repository, tree, "", record)


def take_in(
    repository: Repository, tree: LinkedTree, git: Git, record: Record
) -> list[str]:
    """Turn nested repositories into ordinary files for the index of `git`.

    Gives the names of their folders.
    """
    taken: list[str] = []
    for _ in range(_DEPTH):
        names = [*_untracked_nested(git), *_embedded(tree, git)]
        names = [name for name in names if (tree.path / name / ".git").exists()]
        if not names:
            break
        for name in names:
            _keep_history(repository, tree, name, record)
        _unstage(git, names)
        taken.extend(names)
    return taken


def submodules(tree: LinkedTree, git: Git) -> list[str]:
    """Give the submodules that are checked out in the worktree."""
    linked = set(_gitlinks(git)) & _registered(tree, git)
    return sorted(name for name in linked if (tree.path / name / ".git").exists())


def _untracked_nested(git: Git) -> list[str]:
    others = git.names("ls-files", "--others", "--exclude-standard", "-z")
    return [name.rstrip("/") for name in others if name.endswith("/")]


def _embedded(tree: LinkedTree, git: Git) -> Iterable[str]:
    """Give gitlinks in the index that no `.gitmodules` knows."""
    linked = _gitlinks(git)
    return sorted(set(linked) - _registered(tree, git)) if linked else []


def _gitlinks(git: Git) -> list[str]:
    listed = git.names("ls-files", "--stage", "-z")
    return [line.partition("\t")[2] for line in listed if line.startswith(GITLINK)]


def _registered(tree: LinkedTree, git: Git) -> set[str]:
    if not (tree.path / ".gitmodules").is_file():
        return set()
    said = git.ask(
        "config",
        "--file",
        ".gitmodules",
        "-z",
        "--get-regexp",
        r"^submodule\..*\.path$",
    )
    return {entry.partition("\n")[2] for entry in said.text.split("\0") if entry}


def _unstage(git: Git, names: list[str]) -> None:
    listed = b"".join(encode(name) + b"\0" for name in names)
    git("update-index", "--force-remove", "-z", "--stdin", stdin=listed)


def _keep_history(
    repository: Repository, tree: LinkedTree, name: str, record: Record
) -> None:
    source = tree.path / name / ".git"
    folder = kept_folder(repository)
    folder.mkdir(exist_ok=True)
    stem = "-".join(filter(None, [component(record.task), str(record.attempt), name]))
    for number in count():
        kept = folder / (component(stem) + (f".{number}" if number else "") + ".git")
        if not kept.exists():
            break
    source.rename(kept)
    shown = name or "the worktree"
    log.warning(
        "%s of task %s was a git repository of its own: its files are kept with the "
        "work, its history in %s",
        shown,
        record.task,
        kept,
    )
