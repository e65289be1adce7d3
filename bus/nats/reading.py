"""Reads stored messages of a stream by sequence, many at once.

JetStream's direct get answers with up to `batch` messages and an end mark (server 2.11
or later; before that with one message and no mark).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import anyio

from bus.errors import BusUnavailable
from bus.nats import codec
from bus.nats.link import REQUEST_S
from bus.wake import Wake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nats.aio.msg import Msg

    from bus.message import Message
    from bus.nats.link import Link

END = "204"
NOTHING = "404"
LARGEST_BATCH = 1000


@dataclass(frozen=True)
class Stored:
    """A message with its sequence in the stream and its raw headers."""

    sequence: int
    at: datetime | None
    message: Message
    headers: Mapping[str, str]


async def read_stream(
    link: Link, stream: str, subject: str, *, start: int, limit: int
) -> list[Stored]:
    """Read up to `limit` messages of the stream from the sequence `start` on.

    Raises:
        BusUnavailable: the stream did not answer in full.

    """
    found: list[Stored] = []
    while len(found) < limit:
        batch = await _read_batch(
            link,
            stream,
            subject,
            start=found[-1].sequence + 1 if found else start,
            limit=min(limit - len(found), LARGEST_BATCH),
        )
        if not batch:
            break
        found.extend(batch)
    return found


async def _read_batch(
    link: Link, stream: str, subject: str, *, start: int, limit: int
) -> list[Stored]:
    client = await link.ready()
    answer = _Answer()
    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox, cb=answer.receive)
    request = {"seq": max(start, 1), "batch": limit, "next_by_subj": subject}
    try:
        await link.send(
            f"$JS.API.DIRECT.GET.{stream}", json.dumps(request).encode(), reply=inbox
        )
        await answer.complete()
    finally:
        if not client.is_closed:
            await subscription.unsubscribe()
    return [_stored(wire) for wire in answer.messages]


class _Answer:
    """Collects the messages of one direct get up to its end mark."""

    def __init__(self) -> None:
        self.messages: list[Msg] = []
        self._status = ""
        self._wake = Wake()

    async def receive(self, wire: Msg) -> None:
        """Take one message or the end mark."""
        headers = wire.headers or {}
        status = headers.get("Status", "")
        if status:
            self._status = status
        else:
            self.messages.append(wire)
            if "Nats-Num-Pending" not in headers:
                self._status = END
        if self._status:
            self._wake.notify()

    async def complete(self) -> None:
        """Wait for the end mark."""
        with anyio.move_on_after(REQUEST_S):
            while not self._status:
                await self._wake.wait(REQUEST_S)
        if self._status not in (END, NOTHING):
            raise BusUnavailable(
                f"a stream could not be read (status {self._status or 'none'})"
            )


def _stored(wire: Msg) -> Stored:
    headers = wire.headers or {}
    sequence = int(headers["Nats-Sequence"])
    at = _stamp(headers.get("Nats-Time-Stamp", ""))
    message = codec.from_wire(
        headers["Nats-Subject"],
        wire.data,
        headers,
        fallback_id=f"{headers['Nats-Stream']}-{sequence}",
        stored_at=at,
    )
    return Stored(sequence=sequence, at=at, message=message, headers=headers)


def _stamp(text: str) -> datetime | None:
    """Read a time stamp of NATS, which has up to nine digits of a second, or none."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    try:
        return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+00:00")
    except ValueError:
        return None
