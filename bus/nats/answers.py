"""Questions and their answers over core NATS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bus.checks import check
from bus.errors import NoAnswer
from bus.message import answer_to
from bus.nats import codec
from bus.nats.actions import store
from bus.questions import Questions
from bus.subjects import token

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from bus.message import Message
    from bus.nats.link import Link


class NatsAnswers:
    """One inbox for all answers to this process."""

    def __init__(self, link: Link, tenant: str) -> None:
        self._link = link
        self._tenant = tenant
        self._questions = Questions()
        self._inbox = ""
        link.subscribe.append(self._subscribe)
        link.on_break.append(self._on_break)

    async def answer(self, question: Message, body: str) -> None:
        """Send to the one who asks and to the correlation's result."""
        answer = answer_to(question, body, tenant=self._tenant)
        payload = body.encode()
        if question.reply_to:
            headers = codec.to_headers(answer)
            await self._link.send(question.reply_to, payload, headers=headers)
        await self._link.send(answer.subject, payload, headers=codec.to_headers(answer))

    async def request(self, message: Message, timeout_s: float) -> Message:
        """Publish, even a known id once more, and wait."""
        await self._link.ready()
        inbox = f"{self._inbox}.{token(check(message).id)}"
        with self._questions.ask(inbox) as question:
            asked = replace(message, reply_to=inbox)
            if not await store(self._link, asked):
                await store(self._link, asked, again=True)
            return await question.answer(timeout_s)

    async def _subscribe(self, client: Client) -> None:
        self._inbox = client.new_inbox()
        await client.subscribe(f"{self._inbox}.*", cb=self._receive)

    async def _receive(self, wire: Msg) -> None:
        answer = codec.from_wire(
            wire.subject, wire.data, wire.headers, fallback_id=wire.subject
        )
        self._questions.settle(wire.subject, answer)

    def _on_break(self) -> None:
        self._questions.fail(
            NoAnswer("the connection broke while waiting for the answer; ask again")
        )
