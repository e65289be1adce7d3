"""The whole spore transport: folders, threads for files, and a watch.

One thread works on actions and answers, so that nothing there needs a lock; another
one on the event log, so that thousands of events do not keep an action waiting.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import anyio

from bus import subjects
from bus.checks import check
from bus.errors import BadMessage, BusError
from bus.ports import Features
from bus.spores.dead import (
    UNKNOWN,
    find_dead_letters,
    read_dead_letters,
    remove_dead_letters,
)
from bus.spores.events import EventFiles
from bus.spores.files import prune
from bus.spores.folders import Folders
from bus.spores.inbox import Inbox
from bus.spores.outbox import Outbox
from bus.spores.owner import Owner
from bus.spores.text_door import SporeTextDoor
from bus.spores.thread import FileThread
from bus.spores.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from bus.message import Message
    from bus.ports import DeadLetter
    from bus.spores.inbox import Claimed

DAY_S = 86_400.0
KEPT_FILES = 2000
KEPT_DEAD_LETTERS = 20_000
SETTLED_BETWEEN_PRUNINGS = 256


class SporeDelivery:
    """A spore in a consumer's hand. Only its first settling counts."""

    def __init__(self, transport: SporeTransport, claimed: Claimed) -> None:
        self._transport = transport
        self._claimed = claimed
        self.message = claimed.message
        self.tries = claimed.tries

    async def ack(self) -> None:
        """Move it to `done/`."""
        await self._transport.finish(self._claimed)

    async def nak(self, delay_s: float = 0.0) -> None:
        """Give it back."""
        await self._transport.give_back(self._claimed, delay_s)

    async def reject(self, reason: str) -> None:
        """Move it to `dead/` with the reason beside it."""
        await self._transport.reject(self._claimed, reason)


class SporeTransport:
    """Keeps each message as a file below `folder`; several processes may take part."""

    features = Features(name="spores", durable=True, remote=False, text_door=True)

    def __init__(
        self,
        folder: Path,
        tenant: str = subjects.DEFAULT_TENANT,
        *,
        ack_wait_s: float = 30.0,
    ) -> None:
        self._tenant = subjects.name(tenant, "tenant")
        self._folders = Folders(folder)
        self._ack_wait_s = ack_wait_s
        self._events = EventFiles(self._folders.events)
        self._thread = FileThread("spores")
        self._events_thread = FileThread("spores-events")
        self._watch = Watch(self._changed)
        self._outbox = Outbox(self._folders.outbox, self._thread, self._tenant)
        self._settled = 0

    async def open(self) -> None:
        """Make the folders, and learn which messages are there."""
        if not self._thread.running:
            self._thread.start()
            self._events_thread.start()
            try:
                await self._thread.do(self._enter)
            except BusError:
                self._stop()
                raise

    async def close(self) -> None:
        """Give back what is in hand."""
        if self._thread.running:
            try:
                await self._thread.do(self._inbox.leave)
            finally:
                self._stop()

    # ------------------------------------------------------------ actions

    async def publish(self, message: Message) -> None:
        """Write it to the disk, once."""
        await self._thread.do(self._put, check(message))
        self._watch.notify()

    async def fetch(self, limit: int, wait_s: float) -> Sequence[SporeDelivery]:
        """Claim the oldest."""
        deadline = anyio.current_time() + wait_s
        while True:
            taken = await self._thread.do(self._take, limit)
            if self._inbox.texts:
                self._watch.notify()
            left = deadline - anyio.current_time()
            if taken or left <= 0:
                return [SporeDelivery(self, claimed) for claimed in taken]
            await self._watch.wait(min(left, self._inbox.wait_s()))

    async def finish(self, claimed: Claimed) -> None:
        """Settle: done."""
        await self._thread.do(self._inbox.finish, claimed)
        await self._prune_at_times()

    async def give_back(self, claimed: Claimed, delay_s: float) -> None:
        """Settle: later."""
        await self._thread.do(self._inbox.give_back, claimed, delay_s)
        self._watch.notify()

    async def reject(self, claimed: Claimed, reason: str) -> None:
        """Settle: never."""
        await self._thread.do(self._inbox.reject, claimed, reason)

    async def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """Read `dead/`."""
        return await self._thread.do(read_dead_letters, self._folders.dead, limit)

    async def revive(self, message_id: str) -> bool:
        """Write it to `inbox/` again and remove it from `dead/`."""
        revived = await self._thread.do(self._revive, message_id)
        self._watch.notify()
        return revived

    async def discard(self, message_id: str) -> bool:
        """Remove it from `dead/`."""
        return await self._thread.do(self._discard, message_id)

    # ------------------------------------------------------------ answers

    async def answer(self, question: Message, body: str) -> None:
        """Write it to `outbox/`."""
        await self._outbox.answer(question, body)

    async def request(self, message: Message, timeout_s: float) -> Message:
        """Publish, even a known id once more, and wait for the file of its answer."""
        return await self._outbox.request(check(message), self._put_again, timeout_s)

    # ------------------------------------------------------------ events

    async def last(self) -> int:
        """Tell the highest position in `events/`."""
        return await self._events_thread.do(self._events.last)

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        """Write them to `events/`."""
        for event in events:
            check(event)
        await self._events_thread.do(partial(self._events.append, after=after), events)

    async def read(self, after: int, limit: int) -> Sequence[Message]:
        """Read `events/`."""
        return await self._events_thread.do(self._events.read, after, limit)

    # ------------------------------------------------------------ text

    async def serve_text(self, receive: Callable[[Message], Awaitable[str]]) -> None:
        """Answer files with a line of text by a file of the same name in `outbox/`."""
        await SporeTextDoor(
            self._thread, self._watch, self._inbox, self._outbox, self._tenant
        ).serve(receive)

    # ------------------------------------------------------------ inside

    def _enter(self) -> None:
        self._folders.make()
        owner = Owner(self._folders.work)
        owner.enter()
        self._inbox = Inbox(self._folders, owner, self._ack_wait_s)
        self._inbox.remember()
        self._prune()

    def _changed(self) -> bool:
        return not self._thread.running or self._inbox.changed()

    def _stop(self) -> None:
        self._thread.stop()
        self._events_thread.stop()
        self._watch.notify()

    def _put(self, message: Message, *, again: bool = False) -> None:
        self._inbox.put(message, again=again)

    async def _put_again(self, message: Message) -> None:
        await self._thread.do(partial(self._put, again=True), message)
        self._watch.notify()

    def _revive(self, message_id: str) -> bool:
        found = find_dead_letters(self._folders.dead, message_id)
        if found:
            message = list(found.values())[-1].message
            if message.subject == UNKNOWN:
                raise BadMessage(
                    f"{list(found)[-1]} is no message that could be sent again: mend "
                    "the file and put it into inbox/, or drop it"
                )
            self._inbox.put(check(message), again=True)
        remove_dead_letters(self._folders.dead, found)
        return bool(found)

    def _discard(self, message_id: str) -> bool:
        found = find_dead_letters(self._folders.dead, message_id)
        remove_dead_letters(self._folders.dead, found)
        return bool(found)

    def _take(self, limit: int) -> list[Claimed]:
        return self._inbox.take(limit)

    async def _prune_at_times(self) -> None:
        self._settled += 1
        if self._settled % SETTLED_BETWEEN_PRUNINGS == 0:
            await self._thread.do(self._prune)

    def _prune(self) -> None:
        prune(self._folders.done, keep=KEPT_FILES, longest_s=7 * DAY_S)
        prune(self._folders.outbox, keep=KEPT_FILES, longest_s=DAY_S)
        prune(self._folders.dead, keep=KEPT_DEAD_LETTERS, longest_s=90 * DAY_S)
