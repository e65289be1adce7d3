"""The whole NATS transport, put together from its parts."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from bus import subjects
from bus.checks import check
from bus.errors import BusError
from bus.nats.actions import Puller, store
from bus.nats.answers import NatsAnswers
from bus.nats.dead import DeadStream
from bus.nats.events import EventStream
from bus.nats.link import Link
from bus.nats.login import Login
from bus.nats.streams import Streams
from bus.nats.text_door import NatsTextDoor
from bus.ports import Features

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from bus.message import Message
    from bus.nats.actions import NatsDelivery
    from bus.ports import DeadLetter


class NatsTransport:
    """Actions, events and dead letters in JetStream, answers over core NATS.

    `url` may name several servers, separated by commas. A `sole_consumer`, such as a
    controller that holds its lock, gets at its first fetch what a dead predecessor had
    in hand, instead of after `ack_wait_s`; the count of the tries starts anew. Where
    several consumers share the work, say that it is none.
    """

    features = Features(name="nats", durable=True, remote=True, text_door=True)

    def __init__(  # noqa: PLR0913
        self,
        url: str,
        *,
        user: str | None = None,
        password: str | None = None,
        creds: Path | None = None,
        tenant: str = subjects.DEFAULT_TENANT,
        name: str = "swarm",
        ack_wait_s: float = 30.0,
        sole_consumer: bool = True,
    ) -> None:
        subjects.name(tenant, "tenant")
        self._link = Link(Login(url, user, password, creds, name))
        streams = Streams(self._link, tenant, ack_wait_s=ack_wait_s)
        self._link.prepare.append(streams.prepare)
        self._dead = DeadStream(self._link, tenant)
        self._puller = Puller(
            self._link, streams, self._dead, tenant, sole_consumer=sole_consumer
        )
        self._answers = NatsAnswers(self._link, tenant)
        self._events = EventStream(self._link, tenant)
        self._door = NatsTextDoor(self._link, tenant)

    async def open(self) -> None:
        """Connect, make or update streams and consumer."""
        await self._link.open()

    async def close(self) -> None:
        """Give back what was not looked at, and disconnect."""
        self._door.close()
        with contextlib.suppress(BusError):
            await self._puller.give_back()
        await self._link.close()

    async def publish(self, message: Message) -> None:
        """Store in ACTIONS and wait for JetStream's word."""
        await store(self._link, check(message))

    async def fetch(self, limit: int, wait_s: float) -> Sequence[NatsDelivery]:
        """Take from the durable consumer."""
        return await self._puller.fetch(limit, wait_s)

    async def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """Read DEAD from its start."""
        return await self._dead.read(limit)

    async def revive(self, message_id: str) -> bool:
        """Store in ACTIONS what lies in DEAD, though its id is known there."""
        found = await self._dead.find(message_id)
        if found:
            await store(self._link, check(found[max(found)]), again=True)
        await self._dead.remove(found)
        return bool(found)

    async def discard(self, message_id: str) -> bool:
        """Delete from DEAD."""
        found = await self._dead.find(message_id)
        await self._dead.remove(found)
        return bool(found)

    async def answer(self, question: Message, body: str) -> None:
        """Send to the one who asks and to the correlation's result."""
        await self._answers.answer(question, body)

    async def request(self, message: Message, timeout_s: float) -> Message:
        """Publish an action and wait for its answer."""
        return await self._answers.request(message, timeout_s)

    async def last(self) -> int:
        """Ask EVENTS for its last position."""
        return await self._events.last()

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        """Append to EVENTS, in atomic batches."""
        await self._events.append(events, after=after)

    async def read(self, after: int, limit: int) -> Sequence[Message]:
        """Read EVENTS."""
        return await self._events.read(after, limit)

    async def serve_text(self, receive: Callable[[Message], Awaitable[str]]) -> None:
        """Serve the command subject until closed."""
        await self._door.serve(receive)
