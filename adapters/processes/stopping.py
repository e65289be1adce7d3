"""Ending processes: asked first, then made to.

The reaper's helper process imports this module; keep its imports cheap.
"""

from __future__ import annotations

import signal
import time

from adapters.processes import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_POLL_S = 0.02
_GIVE_UP_S = 10.0
_QUIET_LOOKS = 2


def end_all(
    look: Callable[[], list[table.Process]],
    patience_s: Callable[[table.Process], float],
    quiet_looks: int = _QUIET_LOOKS,
) -> list[table.Process]:
    """End all that `look` finds, and what they start meanwhile; return them.

    SIGTERM at first sight, SIGKILL `patience_s` seconds after the beginning. A process
    can hide from one look (between fork and exec it shows no environment), so it takes
    `quiet_looks` empty ones in a row. Blocks, for 10 s at the most: a process that the
    kernel does not let go of is left to the next sweep.
    """
    begun = time.monotonic()
    met: dict[tuple[int, int], table.Process] = {}
    quiet = 0
    while time.monotonic() - begun < _GIVE_UP_S:
        found = look()
        quiet = 0 if found else quiet + 1
        if quiet >= quiet_looks:
            break
        for process in found:
            _press(process, time.monotonic() - begun, patience_s(process), met)
        time.sleep(_POLL_S)
    return list(met.values())


def _press(
    process: table.Process,
    elapsed_s: float,
    patience_s: float,
    met: dict[tuple[int, int], table.Process],
) -> None:
    key = (process.pid, process.start)
    if elapsed_s >= patience_s:
        table.send(process, signal.SIGKILL)
    elif key not in met:
        table.send(process, signal.SIGTERM)
        table.send(process, signal.SIGCONT)  # a stopped one would never hear of it
    met[key] = process
