"""A wake-up call that any number of waiters can share."""

from __future__ import annotations

import anyio


class Wake:
    """Wakes everyone who waits now; those who come later wait for the next call."""

    def __init__(self) -> None:
        self._event: anyio.Event | None = None

    def notify(self) -> None:
        """Wake all who wait."""
        event, self._event = self._event, None
        if event is not None:
            event.set()

    def listen(self) -> anyio.Event:
        """Give what the next call sets: listen, then look for news, then wait.

        Who looks first and waits then misses a call that came in between.
        """
        self._event = self._event or anyio.Event()
        return self._event

    async def wait(self, timeout_s: float) -> bool:
        """Wait for a call; tell whether one came within the time."""
        event = self.listen()
        with anyio.move_on_after(timeout_s):
            await event.wait()
        return event.is_set()
