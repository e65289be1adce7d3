"""The ports of the bus, with the guarantees every transport gives.

`tests/contract/bus` holds the suite that each transport passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bus.message import Message


@dataclass(frozen=True)
class Features:
    """What a transport can do beyond the common guarantees.

    `durable`: messages survive the death of every process. `remote`: processes on
    other hosts can take part. `text_door`: a person can send a command by hand
    without tools of ours.
    """

    name: str
    durable: bool
    remote: bool
    text_door: bool


class Publisher(Protocol):
    """Takes actions."""

    async def publish(self, message: Message) -> None:
        """Keep the message, then return. Published means stored.

        A message whose id was published before is stored once (within the memory of
        the transport; the inbox removes later doubles). Messages of one publisher
        are delivered in the order of their publication.

        Raises:
            BadMessage: no transport could carry it as it is.
            BusUnavailable: the message was not stored, as far as is known; it may be
                published again with the same id.

        """
        ...


class Delivery(Protocol):
    """One message handed to a consumer, to be settled exactly once."""

    @property
    def message(self) -> Message:
        """The message."""
        ...

    @property
    def tries(self) -> int:
        """How often it was delivered, this time included: 1 or more."""
        ...

    async def ack(self) -> None:
        """Say that it is done with; it is not delivered again."""
        ...

    async def nak(self, delay_s: float = 0.0) -> None:
        """Give it back, to be delivered again after `delay_s` seconds.

        What was published after it may be delivered before it.
        """
        ...

    async def reject(self, reason: str) -> None:
        """Move it to the dead letters with the reason; never delivered again.

        The reason is kept as one line of at most 2000 characters.
        """
        ...


class Consumer(Protocol):
    """Gives actions. At least once: what is not settled comes again.

    It comes again after the transport's `ack_wait_s`, or when the process that took
    it has died.
    """

    async def fetch(self, limit: int, wait_s: float) -> Sequence[Delivery]:
        """Wait up to `wait_s` seconds for at least one message.

        Returns at most `limit` deliveries, oldest first; none after the wait.

        Raises:
            BusUnavailable: the transport is away; fetch again later.

        """
        ...


@dataclass(frozen=True)
class DeadLetter:
    """A message that was rejected: why, when and at which try."""

    message: Message
    reason: str
    tries: int
    at: datetime


class DeadLetters(Protocol):
    """The messages that were rejected, until they are pruned by age or number."""

    async def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """List at most `limit` dead letters, the oldest first."""
        ...

    async def revive(self, message_id: str) -> bool:
        """Publish a dead letter again under its own id, then take it off the list.

        It is delivered as if for the first time. Whoever is killed in between leaves
        it in both places. Returns False when there is none with this id.

        Raises:
            BadMessage: it is broken, so that no transport could carry it.
            BusUnavailable: it is still dead, as far as is known.

        """
        ...

    async def discard(self, message_id: str) -> bool:
        """Remove a dead letter for good; False when there is none with this id.

        Raises:
            BusUnavailable: it may still be there.

        """
        ...


class Answers(Protocol):
    """Questions with answers. An answer need not be stored."""

    async def answer(self, question: Message, body: str) -> None:
        """Send `body` to who asked `question` and to its correlation's result."""
        ...

    async def request(self, message: Message, timeout_s: float) -> Message:
        """Publish an action and wait for its answer.

        To request with an id that was published before is to ask again: the message
        is delivered once more, so that its consumer can repeat its answer.

        Raises:
            NoAnswer: none came in time; the action may still be done.
            BusUnavailable: the action was not stored.

        """
        ...


class EventLog(Protocol):
    """The copy of the store's event log for others. One writer: the relay."""

    async def last(self) -> int:
        """Tell the position (store notification id) of the last event, or 0."""
        ...

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        """Append events whose ids are their positions, in order, all or a prefix.

        `after` is the position the writer believes to be the last one.

        Raises:
            RivalWriter: the log does not end at `after`; ask `last()` again.
            BusUnavailable: nothing or a prefix was stored; ask `last()` again.

        """
        ...

    async def read(self, after: int, limit: int) -> Sequence[Message]:
        """Read events in order, those with a position above `after`."""
        ...


class TextDoor(Protocol):
    """Lets a line of plain text in from outside, where the transport has such a door."""

    async def serve_text(self, receive: Callable[[Message], Awaitable[str]]) -> None:
        """Hand each incoming line to `receive` and send its text back, until closed.

        The message bears a fresh id and correlation id when the sender gave none.
        """
        ...


class Transport(
    Publisher, Consumer, DeadLetters, Answers, EventLog, TextDoor, Protocol
):
    """A whole transport. Before `open` and after `close` it raises BusUnavailable."""

    @property
    def features(self) -> Features:
        """What it can do."""
        ...

    async def open(self) -> None:
        """Connect and set up what is missing (streams, folders); idempotent."""
        ...

    async def close(self) -> None:
        """Let go of everything; nothing published is lost."""
        ...
