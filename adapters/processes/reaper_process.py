"""The helper process that outlives a controller for as long as it takes to clean up.

    python -I -S reaper_process.py MARK

It reads lines from its standard input, `+ PGID START GENTLE` and `- PGID`, until the
input ends. The kernel ends it with the controller, whatever becomes of that one. Then
it ends the registered groups and all that bears MARK, and exits.
"""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__":  # started by path and isolated: our packages are not found
    sys.path.append(os.path.abspath(f"{__file__}/../../.."))  # noqa: PTH100

from adapters.processes import table
from adapters.processes.stopping import end_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

PATIENCE_S = 0.5
GENTLE_PATIENCE_S = 1.5
_HEARD = 3  # what follows "+": the group, when its leader started, whether gentle


class Wards:
    """The process groups in care and the mark to look for."""

    def __init__(self, mark: bytes) -> None:
        self._mark = mark
        self._groups: dict[int, tuple[int, bool]] = {}

    def listen(self, lines: Iterable[bytes]) -> None:
        """Follow what the controller says to the end; half a line is no line."""
        for line in lines:
            words = line.split()
            if not line.endswith(b"\n") or not words:
                continue
            numbers = [int(word) for word in words[1:]]
            if words[0] == b"+" and len(numbers) == _HEARD:
                self._groups[numbers[0]] = (numbers[1], bool(numbers[2]))
            elif words[0] == b"-":
                self._groups.pop(numbers[0], None)

    def look(self) -> list[table.Process]:
        """Find all that is to be ended."""
        living = table.processes()
        starts = {one.pid: one.start for one in living}
        for group, (start, _) in list(self._groups.items()):
            if starts.get(group, start) != start:
                del self._groups[group]  # the number went to a stranger
        ours = [one for one in living if self._is_ours(one)]
        return [
            one
            for one in table.with_descendants(ours, living)
            if one.pid != os.getpid()
        ]

    def patience_s(self, process: table.Process) -> float:
        """Give the seconds a process has between SIGTERM and SIGKILL."""
        _, gentle = self._groups.get(process.group, (0, False))
        return GENTLE_PATIENCE_S if gentle else PATIENCE_S

    def _is_ours(self, one: table.Process) -> bool:
        if one.group in self._groups or one.session in self._groups:
            return True
        return any(mark.startswith(self._mark) for mark in one.marks)


def main(mark: str) -> None:
    """Wait for the controller to end, then end what it started."""
    # Signals are meant for the controller; it tells us by the end of the pipe.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    wards = Wards(mark.encode())
    wards.listen(sys.stdin.buffer)
    end_all(wards.look, wards.patience_s)


if __name__ == "__main__":
    main(sys.argv[1])
