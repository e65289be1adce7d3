"""Writing files so that they are there whole or not at all, and pruning folders."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DRAFT = ".draft-"
STALE_DRAFT_S = 3600.0


def write_whole(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a file under a draft name and rename it.

    With `durable` the content is on the disk before the name is; the name itself is on
    the disk after `sync_folder`.
    """
    draft = path.with_name(f"{DRAFT}{os.getpid()}-{path.name}")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def visible(folder: Path) -> list[str]:
    """List the names in a folder but for drafts and other hidden ones, in order."""
    try:
        with os.scandir(folder) as entries:
            return sorted(e.name for e in entries if not e.name.startswith("."))
    except FileNotFoundError:
        return []


def prune(folder: Path, *, keep: int, longest_s: float) -> int:
    """Remove what is older than `longest_s` and the oldest beyond `keep` files."""
    ages = sorted(_ages(folder))
    old = [path for age, path in ages if age > longest_s]
    many = [path for _, path in ages[keep:]]
    return sum(_remove(path) for path in {*old, *many})


def remove_stale_drafts(folders: Iterable[Path]) -> None:
    """Remove drafts that a killed process left behind."""
    for folder in folders:
        for age, path in _ages(folder, hidden=True):
            if age > STALE_DRAFT_S:
                _remove(path)


def _ages(folder: Path, *, hidden: bool = False) -> list[tuple[float, str]]:
    now = time.time()
    ages = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(DRAFT if hidden else ".") == hidden:
                with contextlib.suppress(FileNotFoundError):
                    ages.append((now - entry.stat().st_mtime, entry.path))
    return ages


def _remove(path: str) -> bool:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108  (a text from scandir)
        return True
    return False
