"""Copies the store's event log to the bus, in order, without gap and without double.

The relay keeps no position of its own: where the copy ends is where it goes on. So a
crash between reading and appending costs nothing, a copy that was wiped is written
again from its start, and of two rivals the slower one is told and looks again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Callable

import anyio
from anyio import to_thread

from bus import subjects
from bus.errors import BusUnavailable, LogAhead, RivalWriter
from bus.message import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from bus.feed import EventFeed, Recorded
    from bus.ports import EventLog

log = logging.getLogger(__name__)

BATCH = 500
BACK_OFF_S = 0.1
LONGEST_BACK_OFF_S = 5.0
# A log that somebody wiped is noticed after this long, even when nothing new happens.
LOOK_AGAIN_S = 15.0

VERSION = "Aggregate-Version"
COMMAND = "Command-Id"


class Relay:
    """Moves events from the feed to the log of one tenant."""

    def __init__(self, feed: EventFeed, log: EventLog, tenant: str) -> None:
        self._feed = feed
        self._log = log
        self._tenant = tenant
        self._position = 0
        self._sure = False
        self._looked_at = 0.0

    @property
    def position(self) -> int:
        """The position up to which the log is known to hold everything."""
        return self._position

    async def run_once(self) -> int:
        """Move all that is new and tell how many events that were.

        Raises:
            BusUnavailable: the log is away; what is missing is moved next time.
            LogAhead: the log belongs to another store, or the store lost its end.

        """
        moved = 0
        while True:
            after = await self._find_position()
            events = await to_thread.run_sync(self._feed.read, after, BATCH)
            if not events:
                return moved
            moved += await self._append(events, after)

    async def run(self, wake: Callable[[], Awaitable[None]]) -> None:
        """Move what is new whenever `wake` returns, until cancelled."""
        delay = BACK_OFF_S
        while True:
            try:
                await self.run_once()
            except (BusUnavailable, LogAhead) as error:
                log.warning("events wait for the bus: %s", error)
                await anyio.sleep(delay)
                delay = min(delay * 2, LONGEST_BACK_OFF_S)
            else:
                delay = BACK_OFF_S
                with anyio.move_on_after(LOOK_AGAIN_S):
                    await wake()

    async def _find_position(self) -> int:
        now = anyio.current_time()
        if not self._sure or now > self._looked_at + LOOK_AGAIN_S:
            position = await self._log.last()
            head = await to_thread.run_sync(self._feed.head)
            if position > head:
                raise LogAhead(
                    f"the event log of tenant {self._tenant!r} ends at {position}, but "
                    f"the store at {head}: is it another store's? Choose another tenant"
                )
            self._position, self._sure, self._looked_at = position, True, now
        return self._position

    async def _append(self, events: Sequence[Recorded], after: int) -> int:
        messages = [event_message(event, self._tenant) for event in events]
        self._sure = False
        try:
            await self._log.append(messages, after=after)
        except RivalWriter as rival:
            log.info("another relay was faster: %s", rival)
            return 0
        self._position, self._sure = events[-1].position, True
        return len(events)


def event_message(recorded: Recorded, tenant: str) -> Message:
    """Make the message that tells an event to others; its id is its position."""
    return Message(
        subject=subjects.event(
            tenant, recorded.kind, recorded.aggregate_id, recorded.name
        ),
        body=recorded.text,
        id=str(recorded.position),
        correlation_id=recorded.correlation_id,
        causation_id=recorded.causation_id,
        actor=recorded.actor,
        sent_at=recorded.at,
        headers={VERSION: str(recorded.version), COMMAND: recorded.command_id},
    )
