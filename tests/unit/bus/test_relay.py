from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone

import anyio
import pytest
import pytest_asyncio

from bus import relay as relay_module
from bus.errors import BusUnavailable, LogAhead
from bus.feed import Recorded
from bus.memory import MemoryTransport
from bus.message import Message
from bus.relay import Relay, event_message

pytestmark = pytest.mark.asyncio


def recorded(position: int) -> Recorded:
    return Recorded(
        position=position,
        kind="task",
        aggregate_id="0a1b",
        version=position + 1,
        name="TaskAdded",
        at=datetime(2026, 1, 2, tzinfo=timezone.utc),
        event=object(),
        text='{\n  "task": "1"\n}',
        command_id="m-1",
        correlation_id="c-1",
        causation_id="m-0",
        actor="alice",
    )


class ListFeed:
    """A store's log in a list."""

    def __init__(self, *positions: int) -> None:
        self.events = [recorded(position) for position in positions]

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        return [event for event in self.events if event.position > after][:limit]

    def head(self) -> int:
        return self.events[-1].position if self.events else 0


class Away(MemoryTransport):
    """A bus that is away for a while, sometimes after it stored what it was given."""

    def __init__(self, failures: int, *, after_storing: bool) -> None:
        super().__init__()
        self.failures = failures
        self._after_storing = after_storing

    async def append(self, events: Sequence[Message], *, after: int) -> None:
        if self.failures and not self._after_storing:
            self.failures -= 1
            raise BusUnavailable("away")
        await super().append(events, after=after)
        if self.failures:
            self.failures -= 1
            raise BusUnavailable("away")


@pytest_asyncio.fixture
async def log():
    log = MemoryTransport()
    await log.open()
    return log


async def positions(log) -> list[int]:
    return [int(event.id) for event in await log.read(0, 10_000)]


async def test_it_moves_what_is_new(log):
    feed = ListFeed(1, 2, 5)
    relay = Relay(feed, log, "default")
    assert await relay.run_once() == 3
    assert await relay.run_once() == 0
    feed.events.append(recorded(6))
    assert await relay.run_once() == 1
    assert await positions(log) == [1, 2, 5, 6]
    assert relay.position == 6


async def test_it_moves_in_batches(log, monkeypatch):
    monkeypatch.setattr(relay_module, "BATCH", 10)
    assert await Relay(ListFeed(*range(1, 36)), log, "default").run_once() == 35
    assert await positions(log) == list(range(1, 36))


async def test_a_new_relay_goes_on_where_the_log_ends(log):
    await Relay(ListFeed(1, 2), log, "default").run_once()
    assert await Relay(ListFeed(1, 2, 3), log, "default").run_once() == 1
    assert await positions(log) == [1, 2, 3]


async def test_rivals_leave_no_gap_and_no_double(log, monkeypatch):
    monkeypatch.setattr(relay_module, "BATCH", 3)
    feed = ListFeed(*range(1, 101))
    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(Relay(feed, log, "default").run_once)
    assert await positions(log) == list(range(1, 101))


@pytest.mark.parametrize("after_storing", [False, True])
async def test_a_bus_that_was_away_gets_each_event_once(monkeypatch, after_storing):
    monkeypatch.setattr(relay_module, "BACK_OFF_S", 0.001)
    log = Away(3, after_storing=after_storing)
    await log.open()
    feed = ListFeed(1, 2, 3)
    moved = anyio.Event()

    async def wake() -> None:
        moved.set()
        await anyio.sleep_forever()

    async with anyio.create_task_group() as group:
        group.start_soon(Relay(feed, log, "default").run, wake)
        with anyio.fail_after(5):
            await moved.wait()
        group.cancel_scope.cancel()
    assert await positions(log) == [1, 2, 3]


async def test_it_runs_at_each_wake_up(log):
    feed = ListFeed(1)
    calls = []

    async def wake() -> None:
        calls.append(await log.last())
        if len(calls) == 3:
            raise StopAsyncIteration
        feed.events.append(recorded(len(calls) + 1))

    with pytest.raises(StopAsyncIteration):
        await Relay(feed, log, "default").run(wake)
    assert calls == [1, 2, 3]


async def test_a_wiped_log_is_written_again_unasked(monkeypatch):
    monkeypatch.setattr(relay_module, "LOOK_AGAIN_S", 0.01)
    log = MemoryTransport()
    await log.open()
    async with anyio.create_task_group() as group:
        group.start_soon(Relay(ListFeed(1, 2), log, "default").run, anyio.sleep_forever)
        with anyio.fail_after(5):
            for _ in range(2):
                while await log.last() != 2:  # noqa: ASYNC110
                    await anyio.sleep(0.001)
                log.__init__()  # type: ignore[misc]
                await log.open()
        group.cancel_scope.cancel()


async def test_a_log_of_another_store_is_left_alone(log):
    await Relay(ListFeed(1, 2, 3), log, "default").run_once()
    with pytest.raises(LogAhead, match="ends at 3, but the store at 1"):
        await Relay(ListFeed(1), log, "default").run_once()
    assert await positions(log) == [1, 2, 3]


async def test_an_event_tells_where_it_comes_from():
    message = event_message(replace(recorded(7), version=3), "acme")
    assert message.subject == "swarm.v1.acme.event.task.0a1b.TaskAdded"
    assert (message.id, message.body) == ("7", '{\n  "task": "1"\n}')
    assert (message.correlation_id, message.causation_id) == ("c-1", "m-0")
    assert (message.actor, message.sent_at.year) == ("alice", 2026)
    assert message.headers == {"Aggregate-Version": "3", "Command-Id": "m-1"}
