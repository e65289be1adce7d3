"""Sends due actions on the bus, and keeps at it while the bus is away."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anyio

from bus.errors import BusUnavailable, NoAnswer
from bus.message import Message, new_id
from commands.protocol.canonical import write
from commands.protocol.result import Result

if TYPE_CHECKING:
    from typing import Callable

    from bus.ports import Answers, Publisher
    from commands.order import Order

log = logging.getLogger(__name__)

BACK_OFF_S = 0.1
LONGEST_BACK_OFF_S = 5.0
ANSWER_S = 30.0


class Sender:
    """Turns orders into messages. `subject` spells where an action goes."""

    def __init__(
        self,
        *,
        publisher: Publisher,
        answers: Answers,
        subject: Callable[[str, str], str],
        actor: str,
        correlation_id: str,
    ) -> None:
        self._publisher = publisher
        self._answers = answers
        self._subject = subject
        self._actor = actor
        self._correlation_id = correlation_id

    async def send(self, order: Order) -> None:
        """Publish the action; returns once it is stored, however long that takes."""
        message = self._message(order)
        delay = BACK_OFF_S
        while True:
            try:
                await self._publisher.publish(message)
            except BusUnavailable as away:
                log.warning("cannot send %r yet: %s", message.body, away)
                await anyio.sleep(delay)
                delay = min(delay * 2, LONGEST_BACK_OFF_S)
            else:
                return

    async def ask(self, order: Order) -> Result:
        """Publish the action and wait for its result.

        Asking again is harmless: a done action only gives its result again.
        """
        message = self._message(order)
        while True:
            try:
                answer = await self._answers.request(message, ANSWER_S)
            except (BusUnavailable, NoAnswer) as away:
                log.warning("no answer to %r yet: %s", message.body, away)
                await anyio.sleep(BACK_OFF_S)
            else:
                return Result.from_json(answer.body)

    def _message(self, order: Order) -> Message:
        return Message(
            subject=self._subject(order.verb, order.noun),
            body=write(
                order.verb, order.noun, order.modifiers, _printable(order.parameters)
            ),
            id=order.id if order.because else new_id(),
            correlation_id=self._correlation_id,
            actor=self._actor,
        )


def _printable(value: Any) -> Any:
    """Write bytes that are no text, as file names may have them, as escapes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    if isinstance(value, Mapping):
        return {_printable(name): _printable(item) for name, item in value.items()}
    return value
