"""Stops the server that a killed controller left behind."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from psutil import Process

PATIENCE_S = 5.0
LOOK_S = 0.005


def stop_leftover(pid: int, configuration: Path) -> bool:
    """Stop the process if it is a server of ours; tell whether there was one.

    A pid may belong to a stranger by now: ours is what runs `configuration`.
    """
    process = _ours(pid, configuration) if pid else None
    if process is None:
        return False
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        if not _ended(process):
            process.kill()
            _ended(process)
    return True


def _ended(process: Process) -> bool:
    """Wait for its end; a process that nobody has waited for yet has ended too."""
    import psutil

    deadline = time.monotonic() + PATIENCE_S
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_S)
    return True


def _ours(pid: int, configuration: Path) -> Process | None:
    import psutil

    try:
        process = psutil.Process(pid)
        return process if str(configuration) in process.cmdline() else None
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return None
