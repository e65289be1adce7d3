"""Recognises a checkout that was being brought forward when git was killed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from adapters.git.runner import encode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.git.runner import Git

_SYMLINK = "120000"
_GITLINK = "160000"


class _Change(NamedTuple):
    mode: str
    blob: str
    added: bool


def is_halfway(git: Git, unstaged: Sequence[str], old: str, new: str) -> bool:
    """Tell whether files differ from `old` only as on the way to `new`.

    Each file that differs must be missing, be as in `new`, or be a beginning of
    that: then nothing is lost by writing `new` over it. Files that `new` adds and
    that lie there already are held to the same.
    """
    changes = _changes(git, old, new)
    if not set(unstaged) <= changes.keys():
        return False
    return all(
        _on_the_way(git, path, change, new)
        for path, change in changes.items()
        if path in unstaged or change.added
    )


def _changes(git: Git, old: str, new: str) -> dict[str, _Change]:
    out = git.names("diff-tree", "-r", "-z", "--raw", "--no-renames", old, new)
    return {
        path: _Change(
            info.split(" ")[1], info.split(" ")[3], added=info.startswith(":000000")
        )
        for info, path in zip(out[::2], out[1::2])
    }


def _on_the_way(git: Git, path: str, change: _Change, new: str) -> bool:
    file = git.folder / path
    if not os.path.lexists(file):
        return True
    if change.mode == _GITLINK or (file.is_dir() and not file.is_symlink()):
        return False
    if set(change.blob) == {"0"}:  # `new` removes it: it must be as it was
        return False
    if change.mode == _SYMLINK or file.is_symlink():
        return file.is_symlink() and _link(file) == git.data(
            "cat-file", "blob", change.blob
        )
    written = git.data("cat-file", "--filters", f"{new}:{path}")
    return written.startswith(file.read_bytes())


def _link(file: Path) -> bytes:
    return encode(str(file.readlink()))
