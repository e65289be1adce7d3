"""A reception in front of a real processor, store and transport of each kind."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import pytest

from adapters.reception.desk import Reception
from adapters.reception.letters import BusLetters
from adapters.reception.queries import Queries
from adapters.sql.store import open_store
from bus import subjects
from bus.message import Message
from commands.executors.syncs import Syncs
from commands.handlers.registry import handlers
from commands.ports import Synced
from commands.processor import CommandProcessor
from domain.board import Board
from projections.projector import Projector
from projections.views import ALL_VIEWS
from tests.contract.bus.conftest import TRANSPORTS
from tests.fixtures.nats import nats_server  # noqa: F401
from tests.unit.commands.world import planned


class FakeBranches:
    """Answers for git; `broken` instances break it."""

    broken = "kiro-2"

    def sync_instance(self, instance: str) -> Synced:
        if instance == self.broken:
            raise OSError("the disk is gone")
        return Synced("conflicts", "main conflicts in a.py", ["a.py"])

    def sync_branch(self, branch: str) -> Synced:
        return Synced("up-to-date", f"{branch} has all of main")

    def sync_repository(self) -> Synced:
        return Synced("fetched", "origin/main was fetched")


class Plan:
    def read(self, specs):
        return [planned("1"), planned("2")]


class House:
    """Everything between a door and the store, for one swarm called `s`."""

    def __init__(self, bus, tenant: str, folder: Path) -> None:
        self.bus = bus
        self.tenant = tenant
        self.store = open_store(folder / "swarm.db")
        self.board = Board("s")
        self.letters = BusLetters(bus)
        self.projector = Projector(self.store, self.store.views(), ALL_VIEWS)
        self.reception = Reception(
            board=self.board,
            tenant=tenant,
            bus=bus,
            query=Queries(folder / "swarm.db", "s", self.letters).answer,
            letters=self.letters,
        )
        self._position = 0

    @asynccontextmanager
    async def at_work(self):
        """Let the processor run inside."""
        effects = {**self.letters.effects, **Syncs(FakeBranches()).effects}
        processor = CommandProcessor(
            consumer=self.bus,
            answers=self.bus,
            store=self.store,
            handlers=handlers(Plan(), self.letters),
            effects=effects,
            committed=lambda: None,
        )
        async with anyio.create_task_group() as group:
            group.start_soon(processor.run)
            yield
            group.cancel_scope.cancel()

    async def house(self, line: str) -> None:
        """Do a command of the house and catch up with it."""
        verb, noun, *_ = line.split()
        subject = subjects.action(self.tenant, verb, noun)
        answer = await self.bus.request(Message(subject, line), 10)
        assert json.loads(answer.body)["success"], answer.body
        self.catch_up()

    def catch_up(self) -> None:
        for recorded in self.store.read(self._position, 1000):
            self.board.see(recorded.event)
            self._position = recorded.position
        self.projector.run_until_current()

    async def say(self, line: str):
        """Say a line as a person would; the answer as plain JSON."""
        answer = json.loads(await self.reception.line(line))
        self.catch_up()
        return answer

    async def die(self, body: str, reason: str = "KeyError: 'x'", **more) -> Message:
        """Let a message become a dead letter."""
        message = Message(
            subjects.action(self.tenant, "run", "task"), body, actor="ann", **more
        )
        await self.bus.publish(message)
        while True:
            for delivery in await self.bus.fetch(1, 5):
                await delivery.reject(reason)
                return message


@pytest.fixture(params=list(TRANSPORTS.values()), ids=list(TRANSPORTS))
def kit(request, tmp_path):
    return request.param(request, tmp_path / "bus")


@pytest.fixture
def opened(kit, tmp_path):
    @asynccontextmanager
    async def opened():
        bus = kit.participant()
        await bus.open()
        house = House(bus, kit.tenant, tmp_path)
        try:
            yield house
        finally:
            await bus.close()
            house.store.close()

    return opened
