"""The requests of this process that wait for their answers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio

from bus.errors import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bus.message import Message


class Question:
    """A request that waits. All who ask the same share it."""

    def __init__(self) -> None:
        self.askers = 0
        self._answer: Message | NoAnswer | None = None
        self._answered = anyio.Event()

    def settle(self, answer: Message | NoAnswer) -> None:
        """Give the answer, or why there is none; the first one counts."""
        if self._answer is None:
            self._answer = answer
            self._answered.set()

    async def answer(self, timeout_s: float) -> Message:
        """Wait for the answer.

        Raises:
            NoAnswer: none came in time, or none can come any more.

        """
        with anyio.move_on_after(timeout_s):
            await self._answered.wait()
        if isinstance(self._answer, NoAnswer):
            raise self._answer
        if self._answer is None:
            raise NoAnswer(f"nobody answered within {timeout_s:g} s")
        return self._answer


class Questions:
    """Open questions by the address their answers come to."""

    def __init__(self) -> None:
        self._open: dict[str, Question] = {}

    def __contains__(self, address: str) -> bool:
        return address in self._open

    @contextmanager
    def ask(self, address: str) -> Iterator[Question]:
        """Keep a question open inside the block."""
        question = self._open.setdefault(address, Question())
        question.askers += 1
        try:
            yield question
        finally:
            question.askers -= 1
            if not question.askers:
                self._open.pop(address, None)

    def settle(self, address: str, answer: Message) -> bool:
        """Answer the question at `address`; tell whether someone asks there."""
        question = self._open.get(address)
        if question is not None:
            question.settle(answer)
        return question is not None

    def fail(self, error: NoAnswer) -> None:
        """Tell all who ask that no answer can come any more."""
        for question in self._open.values():
            question.settle(error)
