"""The processes of this machine, and signals that hit exactly the one meant.

The reaper's helper process imports this module: nothing but the cheapest modules of
the standard library at the top. Where there is no `/proc`, psutil tells the same.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress

RUN = b"SWARM_RUN"
LINK = b"+"
_PROC = os.path.exists("/proc/self/stat")  # noqa: PTH110  (pathlib is dear to import)
_KERNEL_THREADS = 2
_PAGES = 64 << 10
_ENVIRON_LIMIT = 4 << 20


class Process:
    """A living process. `start` tells it from a later one with the same pid."""

    __slots__ = ("_marks", "group", "parent", "pid", "session", "start")

    def __init__(
        self, pid: int, parent: int, group: int, session: int, start: int
    ) -> None:
        self.pid = pid
        self.parent = parent
        self.group = group
        self.session = session
        self.start = start
        self._marks: list[bytes] | None = None

    @property
    def marks(self) -> list[bytes]:
        """The marks it bears, read at the first question; see `marks_of`."""
        if self._marks is None:
            self._marks = marks_of(self.pid)
        return self._marks


def processes() -> list[Process]:
    """List the living processes; zombies and threads of the kernel are left out."""
    if not _PROC:
        return _processes_by_psutil()
    with os.scandir("/proc") as entries:
        pids = [int(entry.name) for entry in entries if entry.name.isdigit()]
    found = (_look_up(pid) for pid in pids)
    return [process for process in found if process is not None]


def find(pid: int) -> Process | None:
    """Look up one living process."""
    if not _PROC:
        return next((one for one in _processes_by_psutil() if one.pid == pid), None)
    return _look_up(pid)


def start_of(pid: int) -> int:
    """Tell when a process started (ticks of its own clock); 0 if it does not live."""
    process = find(pid)
    return process.start if process else 0


def marks_of(pid: int) -> list[bytes]:
    """List the marks in a process's environment, the outermost controller's first.

    Empty when it has none, is gone, or belongs to another user.
    """
    head = RUN + b"="
    for entry in _environ(pid):
        if entry.startswith(head):
            return entry[len(head) :].split(LINK)
    return []


def send(process: Process, number: int) -> None:
    """Send a signal to this very process; one that is gone is no error."""
    with suppress(OSError):
        if not hasattr(os, "pidfd_open"):
            if start_of(process.pid) == process.start:
                os.kill(process.pid, number)
            return
        handle = os.pidfd_open(process.pid)
        try:  # the handle pins the process: it is compared after it was opened
            if start_of(process.pid) == process.start:
                signal.pidfd_send_signal(handle, number)
        finally:
            os.close(handle)


def send_group(group: int, number: int) -> None:
    """Send a signal to a process group; one that is gone is no error."""
    with suppress(OSError):
        os.killpg(group, number)


def with_descendants(seed: list[Process], among: list[Process]) -> list[Process]:
    """Add to `seed` all that descends from it."""
    children: dict[int, list[Process]] = {}
    for process in among:
        children.setdefault(process.parent, []).append(process)
    family = {process.pid: process for process in seed}
    waiting = list(seed)
    while waiting:
        for child in children.get(waiting.pop().pid, ()):
            if child.pid not in family:
                family[child.pid] = child
                waiting.append(child)
    return list(family.values())


def _look_up(pid: int) -> Process | None:
    stat = _read(f"/proc/{pid}/stat")
    # The name in brackets may hold anything, brackets and blanks included.
    words = stat[stat.rfind(b")") + 1 :].split()
    if len(words) < 20 or words[0] in {b"Z", b"X"}:  # noqa: PLR2004
        return None
    parent, group, session = (int(word) for word in words[1:4])
    if _KERNEL_THREADS in {pid, parent} and session == 0:
        return None
    return Process(pid, parent, group, session, int(words[19]))


def _environ(pid: int) -> list[bytes]:
    if _PROC:
        return _read(f"/proc/{pid}/environ", _ENVIRON_LIMIT).split(b"\0")
    return _environ_by_psutil(pid)


def _read(path: str, limit: int = 0) -> bytes:
    text = b""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # These files are made as they are read: a short read is the last one.
            text = part = os.read(handle, _PAGES)
            while len(part) == _PAGES and len(text) < limit:
                part = os.read(handle, _PAGES)
                text += part
        finally:
            os.close(handle)
    return text


def _processes_by_psutil() -> list[Process]:
    try:
        import psutil
    except ImportError:  # the helper process has the standard library only
        return []
    found = []
    for one in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if one.status() != psutil.STATUS_ZOMBIE:
                found.append(
                    Process(
                        one.pid,
                        one.ppid(),
                        os.getpgid(one.pid),
                        os.getsid(one.pid),
                        int(one.create_time() * 1000),
                    )
                )
    return found


def _environ_by_psutil(pid: int) -> list[bytes]:
    try:
        import psutil
    except ImportError:
        return []
    with suppress(OSError, psutil.Error):
        environ = psutil.Process(pid).environ()
        return [os.fsencode(f"{name}={text}") for name, text in environ.items()]
    return []
