"""The stream of dead letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bus import subjects
from bus.checks import one_line
from bus.errors import BusUnavailable
from bus.nats import codec
from bus.nats.link import ApiError, checked
from bus.nats.reading import read_stream
from bus.ports import DeadLetter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bus.message import Message
    from bus.nats.link import Link
    from bus.nats.reading import Stored

REASON = "Swarm-Reason"
ORIGIN = "Swarm-Origin"
TRIES = "Swarm-Tries"


class DeadStream:
    """Keeps rejected messages with their reason and where they came from."""

    def __init__(self, link: Link, tenant: str) -> None:
        self._link = link
        self._tenant = tenant
        self._stream = subjects.stream("DEAD", tenant)

    async def bury(self, message: Message, reason: str, tries: int) -> None:
        """Store it; the same rejection twice is stored once."""
        headers = codec.to_headers(message)
        headers[codec.DEDUP] = f"dead~{message.id}~{tries}"
        headers[REASON] = one_line(reason)
        headers[ORIGIN] = message.subject
        headers[TRIES] = str(tries)
        subject = subjects.dead_letter(self._tenant, message.subject)
        try:
            checked(
                await self._link.ask(subject, message.body.encode(), headers=headers)
            )
        except ApiError as error:
            raise BusUnavailable(f"no dead letter could be stored: {error}") from error

    async def read(self, limit: int) -> Sequence[DeadLetter]:
        """Read the oldest ones."""
        stored = await read_stream(
            self._link,
            self._stream,
            subjects.dead_letters(self._tenant),
            start=1,
            limit=limit,
        )
        return [_dead_letter(one) for one in stored]


def _dead_letter(stored: Stored) -> DeadLetter:
    headers = stored.headers
    message = replace(
        stored.message, subject=headers.get(ORIGIN, stored.message.subject)
    )
    return DeadLetter(
        message=message,
        reason=headers.get(REASON, ""),
        tries=int(headers.get(TRIES, "1")),
        at=stored.at or datetime.now(tz=timezone.utc),
    )
