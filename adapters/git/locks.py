"""A lock between threads and processes that dies with its holder."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.git.errors import LockTimeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_S = 120.0
_POLL_S = 0.005


@contextmanager
def exclusive(path: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock file `path`; the kernel lets go of it when we are killed.

    Each call opens the file anew, which makes the lock exclude threads as well.

    Raises:
        LockTimeout: somebody held it for all of `wait_s` seconds.

    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, path, wait_s)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > deadline:
                raise LockTimeout(
                    f"{path} is held by another process for more than {wait_s:g} s: "
                    "end that one, then try again"
                ) from None
            time.sleep(_POLL_S)
        else:
            return
