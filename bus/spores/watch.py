"""Waiting for what other processes put into a folder.

Looking at the folder's time stamp twenty times a second costs less than a watcher
thread and works on every file system.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

import anyio

from bus.wake import Wake

if TYPE_CHECKING:
    from collections.abc import Iterator

POLL_S = 0.05


class Watch:
    """Wakes who waits at a call of this process or a change by another one.

    Of those who wait, one looks at the folder for all; when it goes, another does.
    """

    def __init__(self, changed: Callable[[], bool]) -> None:
        self._changed = changed
        self._wake = Wake()
        self._looking = False

    def notify(self) -> None:
        """Wake all who wait."""
        self._wake.notify()

    async def wait(self, timeout_s: float) -> None:
        """Wait for a call, a change or the end of the time."""
        deadline = anyio.current_time() + timeout_s
        if self._looking and await self._wake.wait(timeout_s):
            return
        try:
            await self._look(deadline)
        finally:
            self._wake.notify()

    async def _look(self, deadline: float) -> None:
        for left in _until(deadline):
            self._looking = True
            try:
                woken = await self._wake.wait(min(POLL_S, left))
            finally:
                self._looking = False
            if woken or self._changed():
                return


def _until(deadline: float) -> Iterator[float]:
    while (left := deadline - anyio.current_time()) > 0:
        yield left
