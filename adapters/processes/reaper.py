"""The reaper: what a controller started ends with it, even after `kill -9`."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from adapters.processes import table
from adapters.processes.marks import controller_mark

_HELPER = Path(__file__).with_name("reaper_process.py")
_CLOSE_LIMIT_S = 15.0


class Reaper:
    """A helper process that holds a pipe from us; see `reaper_process`.

    When the pipe ends, because we closed it or because we died, the helper ends every
    registered process group and everything that bears our mark, then itself.
    """

    def __init__(self) -> None:
        self._state: Path | None = None
        self._helper: subprocess.Popen[bytes] | None = None
        self._lines: dict[int, bytes] = {}

    def start(self, state: Path) -> None:
        """Start the helper for the controller of a state folder; does not wait for it."""
        self._state = state
        self._start()

    def register(self, pgid: int, *, gentle: bool = False) -> None:
        """Take a process group into care; its leader has to be a child not yet reaped.

        A `gentle` one gets more time between SIGTERM and SIGKILL: 1.5 s, not 0.5 s.
        """
        line = b"+ %d %d %d\n" % (pgid, table.start_of(pgid), gentle)
        self._lines[pgid] = line
        self._tell(line)

    def forget(self, pgid: int) -> None:
        """Say that a process group has ended."""
        if self._lines.pop(pgid, None):
            self._tell(b"- %d\n" % pgid)

    def close(self) -> None:
        """Have all that is left ended, and wait for the helper to be done. Blocks."""
        helper, self._helper = self._helper, None
        self._lines.clear()
        if helper is None or helper.stdin is None:
            return
        with suppress(OSError):
            helper.stdin.close()
        try:
            helper.wait(_CLOSE_LIMIT_S)
        except subprocess.TimeoutExpired:
            helper.kill()
            helper.wait()

    def _start(self) -> None:
        if self._state is None:
            return
        mark = controller_mark(self._state)
        self._helper = subprocess.Popen(
            # Isolated and without site-packages: it starts in 10 ms and stays small.
            [sys.executable, "-I", "-S", str(_HELPER), mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        for line in list(self._lines.values()):
            self._tell(line)

    def _tell(self, line: bytes) -> None:
        helper = self._helper
        if helper is None or helper.stdin is None:
            return
        try:
            helper.stdin.write(line)
        except BrokenPipeError:  # someone ended the helper: start another one
            helper.stdin.close()
            helper.wait()
            self._start()
