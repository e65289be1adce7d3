"""Who holds which claimed spore: a folder for each process, guarded by a lock.

The kernel lets go of the lock when its process dies, however it dies, so that others
can tell, and give back what the dead one had claimed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING
from uuid import uuid4

from bus.spores.files import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".lock"


class Owner:
    """A process, as the folder of what it has claimed below `work/`."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self.folder = work / f"{os.getpid()}-{uuid4().hex[:8]}"
        self._lock = -1

    def enter(self) -> None:
        """Take the lock, then make the folder: who sees it, sees it guarded."""
        self._lock = _locked(_lock_path(self.folder), make=True)
        self.folder.mkdir()

    def leave(self) -> None:
        """Remove the empty folder and let go of the lock."""
        if self._lock >= 0:
            _clear(self.folder)
            os.close(self._lock)
            self._lock = -1

    @contextlib.contextmanager
    def dead(self) -> Iterator[list[Path]]:
        """Give the folders of dead processes; after the block they are removed."""
        locks = {}
        for name in visible(self._work):
            folder = self._work / name
            lock = -1 if folder == self.folder else _locked(_lock_path(folder))
            if lock >= 0:
                locks[folder] = lock
        try:
            yield list(locks)
            for folder in locks:
                _clear(folder)
        finally:
            for lock in locks.values():
                os.close(lock)


def _lock_path(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}{LOCK}")


def _locked(path: Path, *, make: bool = False) -> int:
    """Lock the file and give its handle, or -1 when another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if make else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        return -1
    return handle


def _clear(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        folder.rmdir()
    with contextlib.suppress(FileNotFoundError):
        _lock_path(folder).unlink()
