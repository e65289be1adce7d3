"""What becomes of a command when the store is away."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from adapters.sql.store import open_store
from bus.memory import MemoryTransport
from bus.message import Message
from bus.subjects import action
from commands import processor
from commands.errors import StoreUnavailable
from commands.processor import CommandProcessor

pytestmark = pytest.mark.asyncio

LINE = "pause swarm checkout"


class Absent:
    """A store on a disk that is full for a while: so many commits fail."""

    def __init__(self, folder: Path, times: int) -> None:
        self._store = open_store(folder / "swarm.db")
        self._times = times

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, aggregates, receipt):
        if self._times > 0:
            self._times -= 1
            raise StoreUnavailable("no space left on device")
        return self._store.commit(aggregates, receipt)


async def processed(folder: Path, times: int) -> Message:
    bus = MemoryTransport()
    await bus.open()
    async with anyio.create_task_group() as group:
        run = CommandProcessor(
            consumer=bus,
            answers=bus,
            store=Absent(folder, times),
            handlers={},
            committed=lambda: None,
        ).run
        group.start_soon(run)
        message = Message(action("default", "pause", "swarm"), LINE)
        answer = await bus.request(message, 10)
        group.cancel_scope.cancel()
    return answer


async def test_a_command_waits_for_the_store(tmp_path):
    answer = await processed(tmp_path, times=2)
    assert "cannot be done here yet" in answer.body


async def test_a_store_that_stays_away_is_not_waited_for_for_ever(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(processor, "STORE_AWAY_S", 0.01)
    error: BaseException | None = None
    try:
        await processed(tmp_path, times=1000)
    except BaseException as raised:  # noqa: BLE001  (a group, or what is in it)
        error = raised
    while getattr(error, "exceptions", ()):
        error = error.exceptions[0]  # type: ignore[union-attr]
    assert isinstance(error, StoreUnavailable)
