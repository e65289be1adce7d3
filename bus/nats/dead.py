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
    from collections.abc import Iterable, Sequence

    from bus.message import Message
    from bus.nats.link import Link
    from bus.nats.reading import Stored

REASON = "Swarm-Reason"
ORIGIN = "Swarm-Origin"
TRIES = "Swarm-Tries"

# A search through the letters looks at so many at most.
MOST = 100_000
# JetStream's error for a message that is not there any more.
NO_MESSAGE = 10037


class DeadStream:
    """Keeps rejected messages with their reason and where they came from."""

    def __init__(self, link: Link, tenant: str) -> None:
        self._link = link
        self._tenant = tenant
        self._stream = subjects.stream("DEAD", tenant)

    async def bury(
        self, message: Message, reason: str, tries: int, *, sequence: int
    ) -> None:
        """Store it; the same rejection twice is stored once.

        A message that was sent again and dies again has another `sequence`.
        """
        headers = codec.to_headers(message)
        headers[codec.DEDUP] = f"dead~{message.id}~{sequence}~{tries}"
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
        return [_dead_letter(one) for one in await self._stored(limit)]

    async def find(self, message_id: str) -> dict[int, Message]:
        """Find the letters of a message: by sequence, each as it was sent."""
        return {
            one.sequence: _dead_letter(one).message
            for one in await self._stored(MOST)
            if one.message.id == message_id
        }

    async def remove(self, sequences: Iterable[int]) -> None:
        """Delete letters; those that are gone already stay gone.

        Raises:
            BusUnavailable: one of them may still be there.

        """
        for sequence in sequences:
            request = {"seq": sequence, "no_erase": True}
            try:
                await self._link.api(f"STREAM.MSG.DELETE.{self._stream}", request)
            except ApiError as error:
                if await self._is_there(sequence):
                    raise BusUnavailable(
                        f"a dead letter could not be removed: {error}"
                    ) from error

    async def _is_there(self, sequence: int) -> bool:
        try:
            await self._link.api(f"STREAM.MSG.GET.{self._stream}", {"seq": sequence})
        except ApiError as error:
            return error.err_code != NO_MESSAGE
        return True

    async def _stored(self, limit: int) -> list[Stored]:
        return await read_stream(
            self._link,
            self._stream,
            subjects.dead_letters(self._tenant),
            start=1,
            limit=limit,
        )


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
