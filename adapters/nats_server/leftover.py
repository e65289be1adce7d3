"""Stops the server that a killed controller left behind."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from psutil import Process

PATIENCE_S = 5.0


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
        try:
            process.wait(PATIENCE_S)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE_S)
    return True


def _ours(pid: int, configuration: Path) -> Process | None:
    import psutil

    try:
        process = psutil.Process(pid)
        return process if str(configuration) in process.cmdline() else None
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return None
