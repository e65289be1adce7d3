"""What is done after the record: once answered for, again until then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import pytest

from adapters.sql.store import open_store
from bus import subjects
from bus.errors import BusUnavailable
from bus.memory import MemoryTransport
from bus.message import Message
from commands.effects import after
from commands.processor import CommandProcessor
from commands.protocol.result import Result

pytestmark = pytest.mark.asyncio


class Outside:
    """Does what it is told to, after `failures` went before."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.done: list[Any] = []

    async def __call__(self, facts: Mapping[str, Any]) -> Result:
        if self.failures:
            raise self.failures.pop(0)
        self.done.append(facts["what"])
        return Result.ok(f"did {facts['what']}")


async def ask(tmp_path: Path, outside: Outside) -> dict[str, Any]:
    bus, store = MemoryTransport(), open_store(tmp_path / "swarm.db")
    await bus.open()
    processor = CommandProcessor(
        consumer=bus,
        answers=bus,
        store=store,
        handlers={("sync", "repository"): lambda *_: after("go", "asked", what="x")},
        effects={"go": outside},
        committed=lambda: None,
    )
    question = Message(
        subjects.action("default", "sync", "repository"), "sync repository", id="one"
    )
    async with anyio.create_task_group() as group:
        group.start_soon(processor.run)
        answer: dict[str, Any] = json.loads((await bus.request(question, 10)).body)
        group.cancel_scope.cancel()
    receipt = store.receipt("one")
    assert receipt is not None
    assert json.loads(receipt.result)["message"] == "asked"
    assert answer["correlation_id"] == "one"
    return answer


async def test_the_answer_is_what_came_of_it(tmp_path: Path):
    outside = Outside()
    assert (await ask(tmp_path, outside))["message"] == "did x"
    assert outside.done == ["x"]


async def test_it_is_done_again_while_the_bus_is_away(tmp_path: Path):
    outside = Outside(BusUnavailable("away"), BusUnavailable("still away"))
    assert (await ask(tmp_path, outside))["message"] == "did x"


async def test_a_failure_is_a_refusal_in_one_sentence(tmp_path: Path):
    answer = await ask(tmp_path, Outside(OSError("no disk")))
    assert not answer["success"]
    assert answer["message"] == "it could not be carried out: no disk"


async def test_one_after_the_other_without_a_group(tmp_path: Path):
    bus, store = MemoryTransport(), open_store(tmp_path / "swarm.db")
    await bus.open()
    outside = Outside()
    processor = CommandProcessor(
        consumer=bus,
        answers=bus,
        store=store,
        handlers={("sync", "repository"): lambda *_: after("go", "asked", what="x")},
        effects={"go": outside},
        committed=lambda: None,
    )
    subject = subjects.action("default", "sync", "repository")
    await bus.publish(Message(subject, "sync repository"))
    assert await processor.run_once(1) == 1
    assert outside.done == ["x"]
