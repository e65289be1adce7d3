"""Lines of text that people put into the inbox, answered in the outbox."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio

from bus import subjects
from bus.errors import BusUnavailable
from bus.message import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bus.spores.inbox import ClaimedText, Inbox
    from bus.spores.outbox import Outbox
    from bus.spores.thread import FileThread
    from bus.spores.watch import Watch

    Receive = Callable[[Message], Awaitable[str]]

log = logging.getLogger(__name__)

BACK_OFF_S = 1.0


class SporeTextDoor:
    """Answers a file with a line of text by a file of the same name."""

    def __init__(
        self,
        thread: FileThread,
        watch: Watch,
        inbox: Inbox,
        outbox: Outbox,
        tenant: str,
    ) -> None:
        self._thread = thread
        self._watch = watch
        self._inbox = inbox
        self._outbox = outbox
        self._tenant = tenant

    async def serve(self, receive: Receive) -> None:
        """Serve until the transport is closed; lines are handled side by side."""
        async with anyio.create_task_group() as group:
            while self._thread.running:
                try:
                    await self._serve_what_is_there(group.start_soon, receive)
                except BusUnavailable as error:
                    await self._complain(error)
            group.cancel_scope.cancel()

    async def _serve_what_is_there(
        self, start: Callable[..., object], receive: Receive
    ) -> None:
        text = await self._thread.do(self._inbox.take_text)
        if text is not None:
            start(self._answer, text, receive)
        elif not self._inbox.texts:
            await self._watch.wait(float("inf"))

    async def _complain(self, error: BusUnavailable) -> None:
        if self._thread.running:
            log.warning("no lines of text can be read: %s", error)
            await anyio.sleep(BACK_OFF_S)

    async def _answer(self, text: ClaimedText, receive: Receive) -> None:
        try:
            answer = await self._ask(text, receive)
            await self._outbox.write(text.name, answer.rstrip("\n") + "\n")
            await self._thread.do(self._inbox.finish_text, text)
        except BusUnavailable as error:
            log.warning("the line %r stays unanswered for now: %s", text.line, error)

    async def _ask(self, text: ClaimedText, receive: Receive) -> str:
        message = Message(
            subject=subjects.command(self._tenant), body=text.line, id=text.id
        )
        try:
            return await receive(message)
        except Exception:
            log.exception("the line %r could not be handled", message.body)
            return "error: this could not be handled; the controller's log says why"
