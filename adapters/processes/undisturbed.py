"""Waiting that a cancellation does not cut short."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import anyio

if TYPE_CHECKING:
    from types import TracebackType


class Undisturbed:
    """Waits to the end; a cancellation that came meanwhile is passed on at its exit.

    anyio's shield keeps scopes from cancelling over and over while we wait. It does not
    hold a plain `Task.cancel()` back, and neither would a task of our own: a loop that
    closes cancels every task. So each wait takes the cancellation and waits on.
    """

    def __init__(self) -> None:
        self._shield = anyio.CancelScope(shield=True)
        self._cancelled: asyncio.CancelledError | None = None

    def __enter__(self) -> Undisturbed:  # noqa: PYI034  (nothing derives from it)
        self._shield.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shield.__exit__(kind, error, trace)
        if error is None and self._cancelled is not None:
            raise self._cancelled

    async def wait(
        self, future: asyncio.Future[Any], timeout_s: float | None = None
    ) -> bool:
        """Wait for a future that is not a task; False if it is not done in time."""
        until = None if timeout_s is None else time.monotonic() + timeout_s
        while not future.done():
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                break
            try:
                await asyncio.wait({future}, timeout=left)
            except asyncio.CancelledError as error:
                self._cancelled = error
        return future.done()
