"""The stream of events: appended to by one writer, fenced by the sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from bus import subjects
from bus.checks import check
from bus.errors import BusUnavailable, RivalWriter
from bus.nats import codec
from bus.nats.link import ApiError, checked
from bus.nats.reading import read_stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bus.message import Message
    from bus.nats.link import Link

# Both say that what we wanted to add is no longer what comes next: the stream does not
# end where we thought, or holds a message with this id already.
WRONG_LAST_SEQUENCE = (10071, 10164)
DUPLICATE_IN_BATCH = 10201
LARGEST_BATCH = 500


@dataclass(frozen=True)
class _End:
    """The last event: its sequence in the stream and its position in the store."""

    sequence: int
    position: int


class EventStream:
    """Appends and reads events; their ids are their positions."""

    def __init__(self, link: Link, tenant: str) -> None:
        self._link = link
        self._stream = subjects.stream("EVENTS", tenant)
        self._subject = subjects.events(tenant)
        self._end: _End | None = None
        self._read_to = _End(0, 0)
        self._read_in = 0

    async def last(self) -> int:
        """Ask the stream for the position of its last event."""
        self._end = None
        return (await self._find_end()).position

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        """Append in batches that land whole."""
        for event in events:
            check(event)
        for start in range(0, len(events), LARGEST_BATCH):
            batch = events[start : start + LARGEST_BATCH]
            await self._append_batch(batch, after=after)
            after = int(batch[-1].id)

    async def read(self, after: int, limit: int) -> Sequence[Message]:
        """Read from where the position must be; sequences never exceed positions."""
        start = await self._first_above(after)
        stored = await read_stream(
            self._link, self._stream, self._subject, start=start, limit=limit
        )
        if stored:
            self._read_to = _End(stored[-1].sequence, int(stored[-1].message.id))
            self._read_in = self._link.generation
        return [one.message for one in stored]

    # ------------------------------------------------------------ inside

    async def _find_end(self) -> _End:
        if self._end is None:
            await self._link.ready()
            try:
                info = await self._link.api(f"STREAM.INFO.{self._stream}")
            except ApiError as error:
                self._link.mark_unprepared()
                raise BusUnavailable(
                    f"the stream of events is away: {error}"
                ) from error
            state = info["state"]
            sequence = int(state["last_seq"])
            position = await self._position(sequence) if state["messages"] else 0
            self._end = _End(sequence, position)
        return self._end

    async def _position(self, sequence: int) -> int:
        stored = await read_stream(
            self._link, self._stream, self._subject, start=sequence, limit=1
        )
        return int(stored[0].message.id) if stored else 0

    async def _append_batch(self, events: Sequence[Message], *, after: int) -> None:
        end = await self._find_end()
        if end.position != after:
            self._end = None
            raise RivalWriter(f"the log ends at {end.position}, not at {after}")
        self._end = None
        try:
            sequence = await self._store(events, end.sequence)
        except ApiError as error:
            if error.err_code in (*WRONG_LAST_SEQUENCE, DUPLICATE_IN_BATCH):
                raise RivalWriter(f"the log has grown: {error}") from error
            raise BusUnavailable(f"no event could be stored: {error}") from error
        self._end = _End(sequence, int(events[-1].id))

    async def _store(self, events: Sequence[Message], last_sequence: int) -> int:
        batch_id = uuid4().hex
        for number, event in enumerate(events, start=1):
            headers = codec.to_headers(event)
            headers[codec.DEDUP] = event.id
            if number == 1:
                headers["Nats-Expected-Last-Sequence"] = str(last_sequence)
            if len(events) > 1:
                headers["Nats-Batch-Id"] = batch_id
                headers["Nats-Batch-Sequence"] = str(number)
            if number == len(events):
                if number > 1:
                    headers["Nats-Batch-Commit"] = "1"
                answer = await self._link.ask(
                    event.subject, event.body.encode(), headers=headers
                )
                return int(checked(answer)["seq"])
            await self._link.send(event.subject, event.body.encode(), headers=headers)
        return last_sequence

    async def _first_above(self, after: int) -> int:
        """Find the sequence of the first event above a position by halving."""
        known = self._read_in == self._link.generation
        if known and after == self._read_to.position:
            return self._read_to.sequence + 1
        low, high = 1, after + 1
        while low < high:
            middle = (low + high) // 2
            position = await self._position(middle)
            if position and position <= after:
                low = middle + 1
            else:
                high = middle
        return low
