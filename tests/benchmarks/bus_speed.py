"""How quick the transports are. Run: `python -m tests.benchmarks.bus_speed`.

For each transport: opening an empty bus; the way of one action from its publication
over fetch, answer and ack to its answer; the same with many askers; publishing alone;
appending and reading events. Beside them stand a bare loop of write, fsync and rename,
which is what the disk can do, and the start of the embedded server.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from adapters.nats_server.server import EmbeddedNats
from bus import subjects
from bus.memory import MemoryTransport
from bus.message import Message
from bus.nats.transport import NatsTransport
from bus.spores.transport import SporeTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bus.ports import Transport

ROUND_TRIPS = 500
ASKERS = 50
PUBLICATIONS = 1000
EVENTS = 5000
STARTS = 7


def an_action(number: int) -> Message:
    """Make an action of the usual size."""
    return Message(
        subject=subjects.action("default", "run", "task"),
        body=f"assign task 1.{number} to=kiro-1 attempt=1 swarm=checkout",
    )


def an_event(position: int) -> Message:
    """Make an event of the usual size."""
    return Message(
        subject=subjects.event("default", "task", "0a" * 16, "TaskAdded"),
        body='{\n  "task": "1.2",\n  "title": "' + "x" * 200 + '"\n}',
        id=str(position),
    )


async def consume(bus: Transport) -> None:
    """Answer and ack whatever comes."""
    while True:
        for delivery in await bus.fetch(64, 5):
            await bus.answer(delivery.message, "{}")
            await delivery.ack()


async def round_trips(bus: Transport) -> list[float]:
    """Ask one after the other; seconds of each."""
    times = []
    for number in range(ROUND_TRIPS):
        began = time.perf_counter()
        await bus.request(an_action(number), 10)
        times.append(time.perf_counter() - began)
    return sorted(times)


async def many_askers(bus: Transport) -> float:
    """Ask from many tasks at once; requests a second."""

    async def ask() -> None:
        for number in range(ROUND_TRIPS // ASKERS):
            await bus.request(an_action(number), 30)

    began = time.perf_counter()
    async with anyio.create_task_group() as group:
        for _ in range(ASKERS):
            group.start_soon(ask)
    return ROUND_TRIPS / (time.perf_counter() - began)


async def measure(bus: Transport) -> None:
    """Print the figures of one transport."""
    began = time.perf_counter()
    await bus.open()
    print(f"  open, empty                {(time.perf_counter() - began) * 1e3:8.1f} ms")
    async with anyio.create_task_group() as group:
        group.start_soon(consume, bus)
        times = await round_trips(bus)
        rate = await many_askers(bus)
        group.cancel_scope.cancel()
    middle, late = statistics.median(times), times[int(len(times) * 0.99)]
    print(
        f"  round trip                 {middle * 1e3:8.2f} ms, p99 {late * 1e3:.2f} ms"
    )
    print(f"  round trips, {ASKERS} askers     {rate:8.0f} /s")
    began = time.perf_counter()
    for number in range(PUBLICATIONS):
        await bus.publish(an_action(number))
    print(
        f"  publish, one by one        {PUBLICATIONS / (time.perf_counter() - began):8.0f} /s"
    )
    await measure_events(bus)
    await bus.close()


async def measure_events(bus: Transport) -> None:
    """Print the figures of the event log."""
    events = [an_event(position) for position in range(1, EVENTS + 1)]
    began = time.perf_counter()
    for start in range(0, EVENTS, 500):
        await bus.append(events[start : start + 500], after=start)
    print(
        f"  append events, by 500      {EVENTS / (time.perf_counter() - began):8.0f} /s"
    )
    began = time.perf_counter()
    after = 0
    while after < EVENTS:
        after = int((await bus.read(after, 500))[-1].id)
    print(
        f"  read events, by 500        {EVENTS / (time.perf_counter() - began):8.0f} /s"
    )


def bare_files(folder: Path) -> None:
    """Print how often a second the disk takes a small file for good."""
    handle = os.open(folder, os.O_RDONLY)
    began = time.perf_counter()
    for number in range(PUBLICATIONS):
        draft = folder / f".{number}"
        with draft.open("w", encoding="utf-8") as file:
            file.write("x" * 700)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / str(number))
        os.fsync(handle)
    rate = PUBLICATIONS / (time.perf_counter() - began)
    os.close(handle)
    print(f"bare write, fsync, rename    {rate:8.0f} /s")


@asynccontextmanager
async def nats_server(folder: Path) -> AsyncIterator[NatsTransport]:
    """Start servers and print how long that takes; keep the last one."""
    times = []
    for number in range(STARTS):
        server = EmbeddedNats(folder / str(number))
        began = time.perf_counter()
        address = await server.start()
        times.append((time.perf_counter() - began) * 1e3)
        if number < STARTS - 1:
            await server.stop()
    print(f"  start to JetStream ready   {statistics.median(times):8.1f} ms")
    yield NatsTransport(address.url, user=address.user, password=address.password)
    await server.stop()


async def run(folder: Path) -> None:
    """Print all figures."""
    bare_files(folder)
    print("memory")
    await measure(MemoryTransport())
    print("spores")
    await measure(SporeTransport(folder / "spores"))
    print("nats, embedded, sync_interval: always")
    async with nats_server(folder / "nats") as bus:
        await measure(bus)


def main() -> int:
    """Measure in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
