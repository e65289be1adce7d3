"""The outbox: answers as files, and waiting for one."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import anyio

from bus.errors import NoAnswer
from bus.message import answer_to
from bus.questions import Questions
from bus.spores import codec
from bus.spores.files import write_whole
from bus.spores.names import answer_name
from bus.spores.watch import POLL_S

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bus.message import Message
    from bus.questions import Question
    from bus.spores.thread import FileThread


class Outbox:
    """Writes answers, and finds those of other processes."""

    def __init__(self, folder: Path, thread: FileThread, tenant: str) -> None:
        self._folder = folder
        self._thread = thread
        self._tenant = tenant
        self._questions = Questions()

    async def answer(self, question: Message, body: str) -> None:
        """Write an answer and hand it to who asks in this process."""
        answer = answer_to(question, body, tenant=self._tenant)
        name = answer_name(answer.correlation_id, question.id)
        await self.write(name, codec.to_text(answer))
        self._questions.settle(name, answer)

    async def write(self, name: str, text: str) -> None:
        """Write a file; answers can be made again, so that it need not last."""
        path = self._folder / name
        await self._thread.do(partial(write_whole, durable=False), path, text)

    async def request(
        self,
        message: Message,
        put: Callable[[Message], Awaitable[None]],
        timeout_s: float,
    ) -> Message:
        """Give the answer that is there, or `put` the message and wait for one."""
        name = answer_name(message.correlation_id, message.id)
        known = await self._thread.do(self._read, name)
        if known is not None:
            return known
        with self._questions.ask(name) as question:
            await put(replace(message, reply_to=f"outbox/{name}"))
            return await self._wait(name, question, timeout_s)

    async def _wait(self, name: str, question: Question, timeout_s: float) -> Message:
        deadline = anyio.current_time() + timeout_s
        while (left := deadline - anyio.current_time()) > 0:
            with contextlib.suppress(NoAnswer):
                return await question.answer(min(POLL_S, left))
            found = await self._thread.do(self._read, name)
            if found is not None:
                return found
        raise NoAnswer(f"nobody answered within {timeout_s:g} s")

    def _read(self, name: str) -> Message | None:
        try:
            content = (self._folder / name).read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        return codec.from_text(content, fallback_id=name)
