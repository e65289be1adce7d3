"""Ctrl-C and its kin: the first one stops in good order, the second one at once."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anyio import CancelScope

PATIENCE_S = 10.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def on_signals(
    stop: Callable[[str], Awaitable[None]], scope: CancelScope
) -> None:
    """Call `stop` with the signal's name at the first signal, cancel at the second.

    A `stop` that takes longer than `PATIENCE_S` is given up, and the scope cancelled:
    whoever cannot even note down that it is to stop, on a full disk, has to leave.
    """
    with anyio.open_signal_receiver(*SIGNALS) as signals:
        async with anyio.create_task_group() as group:
            told = False
            async for number in signals:
                if told:
                    scope.cancel()
                    return
                told = True
                group.start_soon(_try, stop, signal.Signals(number).name, scope)


async def _try(
    stop: Callable[[str], Awaitable[None]], name: str, scope: CancelScope
) -> None:
    with anyio.move_on_after(PATIENCE_S) as patience:
        await stop(name)
    if patience.cancelled_caught:
        scope.cancel()
