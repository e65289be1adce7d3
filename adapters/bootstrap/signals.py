"""Ctrl-C and its kin: the first one stops in good order, the second one at once."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anyio import CancelScope

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def on_signals(
    stop: Callable[[str], Awaitable[None]], scope: CancelScope
) -> None:
    """Call `stop` with the signal's name at the first signal, cancel at the second."""
    with anyio.open_signal_receiver(*SIGNALS) as signals:
        told = False
        async for number in signals:
            if told:
                scope.cancel()
                return
            told = True
            await stop(signal.Signals(number).name)
