"""A transport inside one process: for tests, and for swarms that need no other."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import count
from typing import TYPE_CHECKING

import anyio

from bus import subjects
from bus.checks import check, one_line
from bus.errors import BusUnavailable, RivalWriter
from bus.message import answer_to
from bus.ports import DeadLetter, Features
from bus.questions import Questions
from bus.schedule import Schedule
from bus.wake import Wake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bus.message import Message

REMEMBERED_IDS = 100_000
KEPT_DEAD_LETTERS = 10_000


@dataclass
class _Kept:
    """An action with its deliveries so far."""

    message: Message
    tries: int = 0


class MemoryDelivery:
    """An action in a consumer's hand. Only its first settling counts."""

    def __init__(
        self, transport: MemoryTransport, number: int, message: Message, tries: int
    ) -> None:
        self._transport = transport
        self._number = number
        self.message = message
        self.tries = tries

    async def ack(self) -> None:
        """Forget it."""
        self._transport.settle(self._number)

    async def nak(self, delay_s: float = 0.0) -> None:
        """Give it back."""
        self._transport.give_back(self._number, self.tries, delay_s)

    async def reject(self, reason: str) -> None:
        """Move it to the dead letters."""
        if self._transport.settle(self._number):
            self._transport.bury(self.message, reason, self.tries)


class MemoryTransport:
    """Keeps everything in this process. Time is the event loop's."""

    features = Features(name="memory", durable=False, remote=False, text_door=False)

    def __init__(
        self, tenant: str = subjects.DEFAULT_TENANT, *, ack_wait_s: float = 30.0
    ) -> None:
        self._tenant = subjects.name(tenant, "tenant")
        self._ack_wait_s = ack_wait_s
        self._numbers = count(1)
        self._kept: dict[int, _Kept] = {}
        self._schedule: Schedule[int] = Schedule()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._dead: list[DeadLetter] = []
        self._events: list[Message] = []
        self._positions: list[int] = []
        self._questions = Questions()
        self._wake = Wake()
        self._opened = False

    async def open(self) -> None:
        """Let messages in."""
        self._opened = True

    async def close(self) -> None:
        """Let no more messages in or out; what is kept stays for the next `open`."""
        if self._opened:
            self._opened = False
            self._wake.notify()

    # ------------------------------------------------------------ actions

    async def publish(self, message: Message) -> None:
        """Keep the message, once."""
        self._check_open()
        if check(message).id not in self._seen:
            self._keep(message)

    async def fetch(self, limit: int, wait_s: float) -> Sequence[MemoryDelivery]:
        """Give the oldest due messages, in the order of their publication."""
        deadline = anyio.current_time() + wait_s
        while True:
            self._check_open()
            now = anyio.current_time()
            due = self._schedule.due(now)[:limit]
            if due or now >= deadline:
                return [self._deliver(number) for number in due]
            await self._wake.wait(min(deadline - now, self._schedule.wait_s(now)))

    def settle(self, number: int) -> bool:
        """Forget a kept message; tell whether it was still there."""
        self._schedule.drop(number)
        return self._kept.pop(number, None) is not None

    def give_back(self, number: int, tries: int, delay_s: float) -> None:
        """Make a message due after `delay_s`, unless it was given again meanwhile."""
        kept = self._kept.get(number)
        if kept is not None and kept.tries == tries:
            self._put(number, delay_s)

    def bury(self, message: Message, reason: str, tries: int) -> None:
        """Keep a dead letter."""
        now = datetime.now(tz=timezone.utc)
        self._dead.append(DeadLetter(message, one_line(reason), tries, now))
        del self._dead[:-KEPT_DEAD_LETTERS]

    async def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """List the oldest dead letters."""
        self._check_open()
        return self._dead[:limit]

    async def revive(self, message_id: str) -> bool:
        """Keep a dead letter's message anew, though its id is known."""
        self._check_open()
        letters = [x for x in self._dead if x.message.id == message_id]
        if letters:
            self._keep(check(letters[-1].message))
        return await self.discard(message_id)

    async def discard(self, message_id: str) -> bool:
        """Forget a dead letter."""
        self._check_open()
        number = len(self._dead)
        self._dead = [x for x in self._dead if x.message.id != message_id]
        return len(self._dead) < number

    # ------------------------------------------------------------ answers

    async def answer(self, question: Message, body: str) -> None:
        """Hand the answer to whoever waits for it."""
        self._check_open()
        answer = answer_to(question, body, tenant=self._tenant)
        self._questions.settle(question.reply_to, answer)

    async def request(self, message: Message, timeout_s: float) -> Message:
        """Publish, even a known id once more, and wait."""
        self._check_open()
        inbox = f"memory.{check(message).id}"
        with self._questions.ask(inbox) as question:
            self._keep(replace(message, reply_to=inbox))
            return await question.answer(timeout_s)

    # ------------------------------------------------------------ events

    async def last(self) -> int:
        """Tell the position of the last event."""
        self._check_open()
        return self._positions[-1] if self._positions else 0

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        """Append them all."""
        if await self.last() != after:
            raise RivalWriter(f"the log ends at {await self.last()}, not at {after}")
        self._events.extend(check(event) for event in events)
        self._positions.extend(int(event.id) for event in events)

    async def read(self, after: int, limit: int) -> Sequence[Message]:
        """Read events above a position."""
        self._check_open()
        start = bisect_right(self._positions, after)
        return self._events[start : start + limit]

    async def serve_text(self, receive: Callable[[Message], Awaitable[str]]) -> None:
        """Wait until closed: nobody outside reaches into this process."""
        del receive
        while self._opened:
            await self._wake.wait(float("inf"))

    # ------------------------------------------------------------ inside

    def _check_open(self) -> None:
        if not self._opened:
            raise BusUnavailable("the memory transport is not open")

    def _keep(self, message: Message) -> None:
        self._seen[message.id] = None
        if len(self._seen) > REMEMBERED_IDS:
            self._seen.popitem(last=False)
        number = next(self._numbers)
        self._kept[number] = _Kept(message)
        self._put(number, 0.0)

    def _put(self, number: int, delay_s: float) -> None:
        self._schedule.put(number, anyio.current_time() + delay_s)
        self._wake.notify()

    def _deliver(self, number: int) -> MemoryDelivery:
        kept = self._kept[number]
        kept.tries += 1
        self._schedule.put(number, anyio.current_time() + self._ack_wait_s)
        return MemoryDelivery(self, number, kept.message, kept.tries)
