"""Instances that are stopped and restarted in a campaign that runs."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import Callable

import anyio
import pytest

from commands.order import Order
from tests.unit.commands.world import Campaign, World, planned

pytestmark = pytest.mark.asyncio

PLAN = [planned("1"), planned("2", "1")]


async def until(true: Callable[[], bool]) -> None:
    with anyio.fail_after(10):
        while not true():  # noqa: ASYNC110  (anything may make it true)
            await anyio.sleep(0.005)


@asynccontextmanager
async def at_work(campaign: Campaign, instances: int, begin: str = "launch"):
    """Run a campaign; inside, its first agent is at work and waits."""
    campaign.world.hold = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(campaign.run, begin, instances)
        await until(lambda: campaign.world.busy > 0)
        yield
        campaign.world.hold.set()
        await until(lambda: campaign.board.state == "completed")


async def tell(campaign: Campaign, verb: str, name: str, *modifiers: str) -> str:
    order = Order(verb, "instance", {"id": name, "swarm": "s"}, modifiers)
    return (await campaign.ask(campaign.sender(), order)).message


async def test_a_stopped_instance_loses_its_task_to_another_one(tmp_path: Path):
    campaign = Campaign(World(tmp_path, PLAN), tmp_path)
    async with at_work(campaign, 2):
        ((_, _, name),) = campaign.world.worked
        message = await tell(campaign, "stop", name)
        assert "rescue ref" in message
        await until(lambda: len(campaign.world.worked) == 2)
        assert campaign.board.instances[name].state == "left"
    (first, second, *_) = campaign.world.worked
    assert (first[:2], second[:2]) == (("1", 1), ("1", 2))
    assert second[2] != name
    assert campaign.world.rescued == [("1", 1)]
    assert name not in [who for _, _, who in campaign.world.worked[1:]]


async def test_an_interrupted_attempt_burns_no_try(tmp_path: Path):
    campaign = Campaign(World(tmp_path, PLAN), tmp_path)
    async with at_work(campaign, 1):
        for number in range(1, 6):
            await tell(campaign, "restart", "kiro-1")
            await until(lambda: len(campaign.world.worked) == number + 1)  # noqa: B023
    assert [(t, a) for t, a, _ in campaign.world.worked[:6]] == [
        ("1", n) for n in range(1, 7)
    ]
    assert campaign.states == {"1": "integrated", "2": "integrated"}


async def test_a_graceful_stop_waits_for_the_attempt(tmp_path: Path):
    campaign = Campaign(World(tmp_path, PLAN), tmp_path)
    async with at_work(campaign, 2):
        ((_, _, name),) = campaign.world.worked
        assert "finishes its attempt" in await tell(campaign, "stop", name, "graceful")
        assert campaign.board.instances[name].state == "busy"
        assert campaign.world.hold is not None
        campaign.world.hold.set()
        await until(lambda: campaign.board.instances[name].state == "left")
    assert campaign.world.rescued == []
    assert [who for t, _, who in campaign.world.worked if t == "2"] != [name]


async def test_work_waits_until_a_stopped_instance_is_started(tmp_path: Path):
    campaign = Campaign(World(tmp_path, PLAN), tmp_path)
    async with at_work(campaign, 1):
        await tell(campaign, "stop", "kiro-1")
        await until(lambda: campaign.board.instances["kiro-1"].state == "left")
        assert campaign.states["1"] == "ready"
        assert "there again" in await tell(campaign, "start", "kiro-1")
        await until(lambda: len(campaign.world.worked) == 2)


IN_S = {"swarm": "s"}
BEFORE = [
    Order(
        "launch", "swarm", {"id": "s", "target": "m", "specs": ["x"], "settings": {}}
    ),
    Order(
        "join",
        "instance",
        {"id": "kiro-1", "colour": "#007fff", "agent": "a", "host": "h", **IN_S},
    ),
    Order("ready", "task", {"id": "1", **IN_S}),
    Order("assign", "task", {"id": "1", "to": "kiro-1", "attempt": 1, **IN_S}),
]
STARTED = Order(
    "report",
    "task",
    {"id": "1", "attempt": 1, "base": "b", "branch": "c", **IN_S},
    ("started",),
)


@pytest.mark.parametrize("more", [[], [STARTED]], ids=["only assigned", "running"])
@pytest.mark.parametrize(
    ("verb", "state"), [("stop", "left"), ("restart", "busy")], ids=["stop", "restart"]
)
async def test_it_outlives_a_kill_right_after_it_was_recorded(
    tmp_path: Path, more: list[Order], verb: str, state: str
):
    world = World(tmp_path, PLAN)
    world.hold = anyio.Event()
    first = Campaign(world, tmp_path)
    await first.bus.open()
    async with anyio.create_task_group() as group:
        group.start_soon(first.processor().run)
        told = Order(verb, "instance", {"id": "kiro-1", **IN_S})
        for order in (*BEFORE, *more, told):
            await first.ask(first.sender(), order)
        group.cancel_scope.cancel()
    second = Campaign(world, tmp_path)
    async with anyio.create_task_group() as group:
        group.start_soon(second.run, "continue", 0)
        await until(lambda: "kiro-1" in second.board.instances)
        await until(lambda: second.board.instances["kiro-1"].ending == "")
        await until(lambda: second.board.instances["kiro-1"].state == state)
        if verb == "stop":
            assert second.states["1"] == "ready"
        else:
            await until(lambda: [a for _, a, _ in world.worked] == [2])
        group.cancel_scope.cancel()
