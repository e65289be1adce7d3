"""The lock that makes a process the one controller of a state folder."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from typing import TYPE_CHECKING, NamedTuple

from domain.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Self

_LIMIT = 1024
_FIELDS = 3
_TRIES = 5
_PAUSE_S = 0.02


class Holder(NamedTuple):
    """The controller that holds a lock; `since` is local time, for people."""

    pid: int
    host: str
    since: str


class ControllerLock:
    """An exclusive lock on `.swarm/run/controller.lock`.

    The kernel releases it when its holder ends, however that comes about. The file
    itself is never removed: two processes might then hold two different files.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._handle = -1

    def acquire(self) -> None:
        """Take the lock, and write into the file who has it.

        Raises:
            Refused: another process holds it; the sentence names its pid.

        """
        path = _path(self._state)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if not _lock(handle):
            found = _read(handle)
            os.close(handle)
            raise Refused(_refusal(self._state, found))
        since = time.strftime("%Y-%m-%d %H:%M:%S")
        _write(handle, f"{os.getpid()}\n{socket.gethostname()}\n{since}\n")
        self._handle = handle

    def release(self) -> None:
        """Let go of the lock; nothing happens when it is not held."""
        if self._handle >= 0:
            _write(self._handle, "")
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(state: Path) -> Holder | None:
    """Tell which controller holds the lock of a state folder; None when none does.

    For the moment of the question the file is locked for reading only, so askers do
    not get into each other's way.
    """
    try:
        handle = os.open(_path(state), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(handle) or Holder(0, "", "")
    finally:
        os.close(handle)
    return None


def _lock(handle: int) -> bool:
    """Lock exclusively; a few tries, since `holder` locks for a moment too."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_S)
        else:
            return True
    return False


def _path(state: Path) -> Path:
    return state / "run" / "controller.lock"


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


def _read(handle: int) -> Holder | None:
    words = os.pread(handle, _LIMIT, 0).decode("utf-8", "replace").split("\n")
    if len(words) < _FIELDS or not words[0].isdigit():
        return None  # it is being written at this moment
    return Holder(int(words[0]), words[1], words[2])


def _refusal(state: Path, found: Holder | None) -> str:
    who = "another controller"
    kill = ""
    if found:
        who = (
            f"the controller with pid {found.pid} on {found.host} (since {found.since})"
        )
        kill = f", or end it with `kill {found.pid}`"
    return (
        f"{state} is held by {who}: only one controller may work on a repository at a "
        f"time. Watch it with `swarm status`, stop it with `swarm stop swarm`{kill}"
    )
