"""Publishing actions and taking them from the durable pull consumer."""

from __future__ import annotations

import contextlib
import json
from collections import deque
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio
from nats.errors import Error as NatsError

from bus import subjects
from bus.errors import BusUnavailable
from bus.nats import codec
from bus.nats.link import ApiError, checked
from bus.nats.streams import CONSUMER, NANOSECONDS, take_over
from bus.wake import Wake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

    from bus.message import Message
    from bus.nats.dead import DeadStream
    from bus.nats.link import Link
    from bus.nats.streams import Streams

# A pull waits on the server for this long and is then made anew, so that one that the
# server has forgotten costs this much at most.
PULL_S = 5.0
NO_RESPONDERS = "503"
HEARTBEAT = "100"


async def store(link: Link, message: Message, *, again: bool = False) -> bool:
    """Publish into a stream; tell whether it was new there.

    With `again` it is stored even if the stream knows its id.
    """
    headers = codec.to_headers(message)
    headers[codec.DEDUP] = f"{message.id}~{uuid4().hex}" if again else message.id
    await link.ready()
    answer = await link.ask(message.subject, message.body.encode(), headers=headers)
    try:
        return not checked(answer).get("duplicate", False)
    except ApiError as error:
        raise BusUnavailable(f"NATS did not store the message: {error}") from error


class NatsDelivery:
    """An action in a consumer's hand. Only its first settling counts."""

    def __init__(
        self, link: Link, streams: Streams, dead: DeadStream, wire: Msg, made: str
    ) -> None:
        self._link = link
        self._streams = streams
        self._dead = dead
        self._reply = wire.reply
        self._made = made
        self._settled = False
        about = wire.metadata
        self.tries = about.num_delivered
        self._sequence = about.sequence.stream
        stamp = int(about.timestamp.timestamp() * 1_000_000)
        self.message = codec.from_wire(
            wire.subject,
            wire.data,
            wire.headers,
            fallback_id=f"{about.stream}-{about.sequence.stream}-{stamp}",
            stored_at=about.timestamp,
        )

    async def ack(self) -> None:
        """Let the stream forget it."""
        await self._settle(b"+ACK")

    async def nak(self, delay_s: float = 0.0) -> None:
        """Give it back."""
        delay = json.dumps({"delay": int(delay_s * NANOSECONDS)})
        await self._settle(f"-NAK {delay}".encode() if delay_s > 0 else b"-NAK")

    async def reject(self, reason: str) -> None:
        """Move it to DEAD; it is there before it leaves ACTIONS."""
        if not self._settled:
            await self._dead.bury(
                self.message, reason, self.tries, sequence=self._sequence
            )
            await self._settle(b"+ACK")

    async def _settle(self, how: bytes) -> None:
        if not self._settled:
            await self._link.ready()
            # In a stream that was made anew the same sequence is another message's.
            if self._streams.made == self._made:
                await self._link.send(self._reply, how)
            self._settled = True


class Puller:
    """Fetches from the consumer with one standing pull at a time.

    What arrives beyond the limit of a fetch waits here for the next one.
    """

    def __init__(
        self,
        link: Link,
        streams: Streams,
        dead: DeadStream,
        tenant: str,
        *,
        sole_consumer: bool,
    ) -> None:
        self._link = link
        self._streams = streams
        self._dead = dead
        self._tenant = tenant
        self._take_over = sole_consumer
        self._subject = (
            f"$JS.API.CONSUMER.MSG.NEXT.{subjects.stream('ACTIONS', tenant)}.{CONSUMER}"
        )
        self._arrived: deque[tuple[Msg, str]] = deque()
        self._subscription: Subscription | None = None
        self._wake = Wake()
        self._inbox = ""
        self._pulls = 0
        self._awaited = 0
        self._pulled_until = 0.0
        self._gone = False
        link.subscribe.append(self._subscribe)
        link.on_break.append(self._on_break)

    async def fetch(self, limit: int, wait_s: float) -> Sequence[NatsDelivery]:
        """Give what has arrived, or wait for it."""
        deadline = anyio.current_time() + wait_s
        while True:
            await self._link.ready()
            if self._take_over:
                await take_over(self._link, self._tenant)
                self._take_over = False
            arrival = self._wake.listen()
            now = anyio.current_time()
            if self._arrived or now >= deadline:
                return [self._next() for _ in range(min(limit, len(self._arrived)))]
            if self._awaited <= 0 or now >= self._pulled_until:
                await self._pull(limit)
            with anyio.move_on_after(min(deadline, self._pulled_until) - now):
                await arrival.wait()
            self._check_there()

    async def give_back(self) -> None:
        """Ask for no more, and give back what arrived and was not fetched."""
        if self._subscription is not None:
            with contextlib.suppress(NatsError):
                await self._subscription.drain()  # type: ignore[no-untyped-call]
        while self._arrived:
            await self._next().nak()

    def _next(self) -> NatsDelivery:
        wire, made = self._arrived.popleft()
        return NatsDelivery(self._link, self._streams, self._dead, wire, made)

    async def _pull(self, limit: int) -> None:
        self._pulls += 1
        self._awaited = limit
        self._pulled_until = anyio.current_time() + PULL_S
        request = {"batch": limit, "expires": int(PULL_S * NANOSECONDS)}
        await self._link.send(
            self._subject,
            json.dumps(request).encode(),
            reply=f"{self._inbox}.{self._pulls}",
        )

    async def _subscribe(self, client: Client) -> None:
        self._inbox = client.new_inbox()
        inbox = f"{self._inbox}.*"
        self._subscription = await client.subscribe(inbox, cb=self._receive)

    async def _receive(self, wire: Msg) -> None:
        status = wire.headers.get("Status") if wire.headers else None
        if status is None:
            self._arrived.append((wire, self._streams.made))
            self._awaited -= 1
        elif wire.subject == f"{self._inbox}.{self._pulls}" and status != HEARTBEAT:
            self._awaited = 0
            self._gone = status == NO_RESPONDERS
        self._wake.notify()

    def _check_there(self) -> None:
        if self._gone:
            self._gone = False
            self._link.mark_unprepared()
            raise BusUnavailable("the stream of actions is gone from NATS")

    def _on_break(self) -> None:
        self._awaited = 0
        self._wake.notify()
