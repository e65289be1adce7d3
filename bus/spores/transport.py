"""The whole spore transport: folders, threads for files, and wake-ups.

One thread works on actions and answers, so that nothing there needs a lock; another
one on the event log, so that thousands of events do not keep an action waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import anyio

from bus import subjects
from bus.checks import check
from bus.errors import BadMessage, BusUnavailable, NoAnswer
from bus.message import Message, answer_to
from bus.ports import Features
from bus.questions import Questions
from bus.spores import codec
from bus.spores.dead import (
    UNKNOWN,
    find_dead_letters,
    read_dead_letters,
    remove_dead_letters,
)
from bus.spores.events import EventFiles
from bus.spores.files import prune, write_whole
from bus.spores.folders import Folders
from bus.spores.inbox import Inbox
from bus.spores.names import answer_name
from bus.spores.owner import Owner
from bus.spores.watch import POLL_S, Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from bus.ports import DeadLetter
    from bus.spores.inbox import Claimed, ClaimedText

log = logging.getLogger(__name__)

T = TypeVar("T")

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
        self._thread: ThreadPoolExecutor | None = None
        self._events_thread: ThreadPoolExecutor | None = None
        self._questions = Questions()
        self._watch = Watch(self._changed)
        self._settled = 0

    async def open(self) -> None:
        """Make the folders, and learn which messages are there."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "spores")
            self._events_thread = ThreadPoolExecutor(1, "spores-events")
            await self._do(self._enter)

    async def close(self) -> None:
        """Give back what is in hand."""
        if self._thread is not None:
            await self._do(self._inbox.leave)
            for thread in (self._thread, self._events_thread):
                if thread is not None:
                    thread.shutdown(wait=False)
            self._thread = self._events_thread = None
            self._watch.notify()

    # ------------------------------------------------------------ actions

    async def publish(self, message: Message) -> None:
        """Write it to the disk, once."""
        await self._do(self._inbox_put, check(message))
        self._watch.notify()

    async def fetch(self, limit: int, wait_s: float) -> Sequence[SporeDelivery]:
        """Claim the oldest."""
        deadline = anyio.current_time() + wait_s
        while True:
            taken = await self._do(self._take, limit)
            if self._inbox.texts:
                self._watch.notify()
            left = deadline - anyio.current_time()
            if taken or left <= 0:
                return [SporeDelivery(self, claimed) for claimed in taken]
            await self._watch.wait(min(left, self._inbox.wait_s()))

    async def finish(self, claimed: Claimed) -> None:
        """Settle: done."""
        await self._do(self._inbox.finish, claimed)
        await self._prune_at_times()

    async def give_back(self, claimed: Claimed, delay_s: float) -> None:
        """Settle: later."""
        await self._do(self._inbox.give_back, claimed, delay_s)
        self._watch.notify()

    async def reject(self, claimed: Claimed, reason: str) -> None:
        """Settle: never."""
        await self._do(self._inbox.reject, claimed, reason)

    async def dead_letters(self, limit: int) -> Sequence[DeadLetter]:
        """Read `dead/`."""
        return await self._do(read_dead_letters, self._folders.dead, limit)

    async def revive(self, message_id: str) -> bool:
        """Write it to `inbox/` again and remove it from `dead/`."""
        revived = await self._do(self._revive, message_id)
        self._watch.notify()
        return revived

    async def discard(self, message_id: str) -> bool:
        """Remove it from `dead/`."""
        return await self._do(self._discard, message_id)

    # ------------------------------------------------------------ answers

    async def answer(self, question: Message, body: str) -> None:
        """Write it to `outbox/` and hand it to who asks in this process."""
        answer = answer_to(question, body, tenant=self._tenant)
        name = answer_name(answer.correlation_id, question.id)
        await self._write_answer(name, codec.to_text(answer))
        self._questions.settle(name, answer)

    async def request(self, message: Message, timeout_s: float) -> Message:
        """Publish, even a known id once more, and wait for the file of its answer."""
        name = answer_name(check(message).correlation_id, message.id)
        known = await self._do(self._read_answer, name)
        if known is not None:
            return known
        with self._questions.ask(name) as question:
            asked = replace(message, reply_to=f"outbox/{name}")
            await self._do(partial(self._inbox.put, again=True), asked)
            self._watch.notify()
            deadline = anyio.current_time() + timeout_s
            while True:
                left = deadline - anyio.current_time()
                with contextlib.suppress(NoAnswer):
                    return await question.answer(min(POLL_S, left))
                found = await self._do(self._read_answer, name)
                if found is not None:
                    return found
                if left <= POLL_S:
                    raise NoAnswer(f"nobody answered within {timeout_s:g} s")

    # ------------------------------------------------------------ events

    async def last(self) -> int:
        """Tell the highest position in `events/`."""
        return await self._do_events(self._events.last)

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        """Write them to `events/`."""
        for event in events:
            check(event)
        await self._do_events(partial(self._events.append, after=after), events)

    async def read(self, after: int, limit: int) -> Sequence[Message]:
        """Read `events/`."""
        return await self._do_events(self._events.read, after, limit)

    # ------------------------------------------------------------ text

    async def serve_text(self, receive: Callable[[Message], Awaitable[str]]) -> None:
        """Answer files with a line of text by a file of the same name in `outbox/`."""
        async with anyio.create_task_group() as group:
            while self._thread is not None:
                text = await self._next_text()
                if text is not None:
                    group.start_soon(self._answer_text, text, receive)
            group.cancel_scope.cancel()

    async def _next_text(self) -> ClaimedText | None:
        try:
            text = await self._do(self._inbox.take_text)
        except BusUnavailable as error:
            log.warning("no lines of text can be read: %s", error)
            text = None
        if text is None and not self._inbox.texts:
            await self._watch.wait(float("inf"))
        return text

    async def _answer_text(
        self, text: ClaimedText, receive: Callable[[Message], Awaitable[str]]
    ) -> None:
        message = Message(
            subject=subjects.command(self._tenant),
            body=text.line,
            id=text.id,
            correlation_id=text.id,
        )
        try:
            answer = await receive(message)
        except Exception:
            log.exception("the line %r could not be handled", message.body)
            answer = "error: this could not be handled; the controller's log says why"
        try:
            await self._write_answer(text.name, answer.rstrip("\n") + "\n")
            await self._do(self._inbox.finish_text, text)
        except BusUnavailable as error:
            log.warning("the line %r stays unanswered for now: %s", text.line, error)

    # ------------------------------------------------------------ inside

    def _enter(self) -> None:
        self._folders.make()
        owner = Owner(self._folders.work)
        owner.enter()
        self._inbox = Inbox(self._folders, owner, self._ack_wait_s)
        self._inbox.remember()
        self._prune()

    def _changed(self) -> bool:
        return self._thread is None or self._inbox.changed()

    def _inbox_put(self, message: Message) -> None:
        self._inbox.put(message)

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

    async def _do(self, call: Callable[..., T], *arguments: object) -> T:
        return await _run(self._thread, call, *arguments)

    async def _do_events(self, call: Callable[..., T], *arguments: object) -> T:
        return await _run(self._events_thread, call, *arguments)

    async def _write_answer(self, name: str, text: str) -> None:
        path = self._folders.outbox / name
        await self._do(partial(write_whole, durable=False), path, text)

    def _read_answer(self, name: str) -> Message | None:
        try:
            content = (self._folders.outbox / name).read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        return codec.from_text(content, fallback_id=name)

    async def _prune_at_times(self) -> None:
        self._settled += 1
        if self._settled % SETTLED_BETWEEN_PRUNINGS == 0:
            await self._do(self._prune)

    def _prune(self) -> None:
        prune(self._folders.done, keep=KEPT_FILES, longest_s=7 * DAY_S)
        prune(self._folders.outbox, keep=KEPT_FILES, longest_s=DAY_S)
        prune(self._folders.dead, keep=KEPT_DEAD_LETTERS, longest_s=90 * DAY_S)


async def _run(
    thread: ThreadPoolExecutor | None, call: Callable[..., T], *arguments: object
) -> T:
    """Run a blocking call in a thread of the transport."""
    if thread is None:
        raise BusUnavailable("the spore transport is not open")
    loop = asyncio.get_running_loop()
    try:
        return await loop.run_in_executor(thread, call, *arguments)
    except OSError as error:
        raise BusUnavailable(f"the spores cannot be used now: {error}") from error
