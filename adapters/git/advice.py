"""What to tell of a checkout that is left alone, and how to bring it forward by hand.

The commands let HEAD stand where files and index are (no file changes by that), so
that what differs is what the user did; `git checkout --merge` then carries exactly
this over to the target, with conflict markers where both changed the same lines.
"""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, NamedTuple

from adapters.git.printable import printable_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adapters.git.runner import Git

_SHOWN = 3
_SHORT = 10


class Behind(NamedTuple):
    """A checkout whose files are from `old`, while the target is at `new`.

    `own` are files with changes of the user, `staged` those in the index.
    """

    git: Git
    target: str
    old: str
    new: str
    own: Sequence[str] = ()
    staged: Sequence[str] = ()
    in_merge: bool = False


def how_to_forward(behind: Behind) -> str:
    """Say what is in the way, and the commands that bring the checkout forward."""
    old, folder = behind.old[:_SHORT], behind.git.folder
    told = f"the checkout {folder} was left untouched at {old}"
    if behind.own:
        told = (
            f"the checkout {folder} has uncommitted changes ({some(behind.own)}) and "
            f"was left untouched at {old}"
        )
    obstacles = _in_the_way(behind)
    first = ""
    if obstacles:
        told += f"; files that git does not know are in the way ({some(obstacles)})"
        first = "move these away, and "
    if behind.in_merge:
        return f"{told}: before the next commit there, {first}{_out_of_merge(behind)}"
    return (
        f"{told}: before the next commit there, {first}run `{_commands(behind)}`, which "
        f"brings it forward and keeps your changes{_and_where(behind)}"
    )


def _commands(behind: Behind) -> str:
    detach = f"git update-ref --no-deref HEAD {behind.old[:_SHORT]}"
    # With something staged git would not go on; a file may be staged in one state and
    # lie there in another, and only a stash has both.
    stash = 'git stash store "$(git stash create)"', "git reset -q"
    return " && ".join(
        [detach, *(stash if behind.staged else ()), f"git checkout -m {_name(behind)}"]
    )


def _and_where(behind: Behind) -> str:
    return " (as they are now also in `git stash list`)" if behind.staged else ""


def _out_of_merge(behind: Behind) -> str:
    return (
        f"run `git update-ref --no-deref HEAD {behind.old[:_SHORT]}`, end there what "
        "you are merging with `git commit`, and then run "
        f"`git checkout {_name(behind)} && git merge -`"
    )


def _name(behind: Behind) -> str:
    return shlex.quote(behind.target)


def _in_the_way(behind: Behind) -> list[str]:
    """Name what git does not know and would have to write over."""
    added = behind.git.names(
        "diff-tree", "-r", "-z", "--no-renames", "--diff-filter=A", "--name-only",
        behind.old, behind.new,
    )  # fmt: skip
    folder = behind.git.folder
    there = {name for path in added for name in _existing(folder, path)}
    if not there:
        return []
    known = set()
    for name in behind.git.names("ls-files", "-z"):
        known.add(name)
        while "/" in name:
            name = name.rpartition("/")[0]  # noqa: PLW2901
            known.add(name)
    return sorted(there - known)


def _existing(folder: Path, path: str) -> Iterator[str]:
    """Give the path if something is there, or the file that is there for a folder."""
    if os.path.lexists(folder / path):
        yield path
    parent = path.rpartition("/")[0]
    while parent:
        file = folder / parent
        if file.is_symlink() or file.is_file():
            yield parent
        parent = parent.rpartition("/")[0]


def some(names: Sequence[str]) -> str:
    """Name a few files and count the others."""
    more = len(names) - _SHOWN
    shown = ", ".join(printable_all(names[:_SHOWN]))
    return f"{shown} and {more} more" if more > 0 else shown
