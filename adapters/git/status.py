"""The state of a worktree as `git status --porcelain=v2` tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.git.runner import Git

# Fields before the path of each kind of line of porcelain v2.
_FIELDS = {"1": 8, "2": 9, "u": 10, "?": 1}


@dataclass
class Status:
    """What is checked out and what differs from it.

    `commit` is "" before the first commit; `branch` is "" when HEAD is detached.
    Paths are relative to the worktree. `nested` are repositories inside that git
    does not look into; `submodules` those it knows, with changes inside.
    """

    commit: str = ""
    branch: str = ""
    changed: list[str] = field(default_factory=list)
    unstaged: list[str] = field(default_factory=list)
    unmerged: list[str] = field(default_factory=list)
    untracked: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    submodules: list[str] = field(default_factory=list)

    @property
    def dirty(self) -> bool:
        """Whether anything is not committed; ignored files do not count."""
        return bool(self.changed or self.unmerged or self.untracked or self.nested)


def read_status(git: Git, *, untracked: bool = True) -> Status:
    """Ask git for the state of a worktree.

    Raises:
        GitFailed: the worktree or its index is broken.

    """
    which = "all" if untracked else "no"
    out = git(
        "status",
        "--porcelain=v2",
        "--branch",
        "-z",
        f"--untracked-files={which}",
        "--ignore-submodules=none",
        "--no-renames",
    )
    status = Status()
    for line in out.split("\0"):
        _take(status, line)
    return status


def _take(status: Status, line: str) -> None:
    kind = line[:1]
    if kind == "#":
        _take_header(status, line)
    elif kind in _FIELDS:
        parts = line.split(" ", _FIELDS[kind])
        path = parts[-1]
        if kind == "?":
            (status.nested if path.endswith("/") else status.untracked).append(path)
            return
        if kind == "u":
            status.unmerged.append(path)
            return
        inside = parts[2].startswith("S") and parts[2][2:] != ".."
        if inside:
            status.submodules.append(path)
        if parts[1] != ".M" or not inside or parts[2][1] == "C":
            status.changed.append(path)
            if parts[1][1] != ".":
                status.unstaged.append(path)


def _take_header(status: Status, line: str) -> None:
    key, _, value = line[2:].partition(" ")
    if key == "branch.oid" and value != "(initial)":
        status.commit = value
    elif key == "branch.head" and value != "(detached)":
        status.branch = value
