"""The reactor: follows the event feed, keeps the board, sends what is due.

Nothing of it is stored: the board is folded anew from the feed at start, and what is
due follows from the board alone. A restart sends the same actions with the same ids.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread

from commands.errors import StoreUnavailable
from commands.sagas import dispatch, lifecycle, merging
from domain.aggregate import system_clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Callable, Protocol

    from bus.feed import EventFeed, Recorded
    from bus.wake import Wake
    from commands.order import Order
    from commands.sender import Sender
    from domain.aggregate import Clock
    from domain.board import Board

    class Executor(Protocol):
        """Does what the board says is requested and not reported yet."""

        def reconcile(self, board: Board) -> None:
            """Start what is missing and cancel what is not wanted any more."""
            ...


log = logging.getLogger(__name__)

SAGAS = (lifecycle.due, merging.due, dispatch.due)
ENDS = frozenset({"completed", "ended", "stopped"})
BATCH = 1000
# Without a wake-up (another process committed) the feed is read this often.
LOOK_S = 0.5


class Reactor:
    """One swarm's follower: board, sagas and executors."""

    def __init__(  # noqa: PLR0913
        self,
        *,
        board: Board,
        feed: EventFeed,
        sender: Sender,
        executors: Sequence[Executor],
        wake: Wake,
        saw: Callable[[Recorded], None],
        clock: Clock = system_clock,
    ) -> None:
        self.board = board
        self._feed = feed
        self._sender = sender
        self._executors = executors
        self._wake = wake
        self._saw = saw
        self._clock = clock
        self._position = 0
        self._sent: set[str] = set()

    async def catch_up(self) -> None:
        """Fold all that happened so far, without acting on it."""
        while await self._read():
            pass

    async def run(self) -> None:
        """Follow until the swarm has come to an end."""
        while True:
            hint = self._wake.listen()
            try:
                news = await self._read()
            except StoreUnavailable as away:
                log.warning("the event feed cannot be read: %s", away)
                await anyio.sleep(LOOK_S)
                continue
            if not news:
                if self.board.state in ENDS:
                    return
                await self._react()
                patience_s = merging.patience_s(self.board, self._clock())
                with anyio.move_on_after(patience_s or LOOK_S):
                    await hint.wait()

    async def _read(self) -> int:
        news = await to_thread.run_sync(partial(self._feed.read, self._position, BATCH))
        for recorded in news:
            self.board.see(recorded.event)
            self._position = recorded.position
            self._saw(recorded)
        return len(news)

    async def _react(self) -> None:
        for executor in self._executors:
            executor.reconcile(self.board)
        for due in SAGAS:
            for order in list(due(self.board, self._clock())):
                await self._send(order)

    async def _send(self, order: Order) -> None:
        if order.id not in self._sent:
            await self._sender.send(order)
            self._sent.add(order.id)
