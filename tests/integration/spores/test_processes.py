"""Several processes on one folder, some of which die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import anyio
import pytest

from bus.errors import BusUnavailable
from bus.spores import inbox
from bus.spores.transport import SporeTransport
from tests.contract.bus.messages import an_action, fetch
from tests.integration.spores.waiting import names, until_there

pytestmark = pytest.mark.asyncio

ROOT = Path(__file__).parents[3]


def program(folder: Path, code: str) -> list[str]:
    """Make a command line that runs `code` with a transport `bus` on the folder."""
    text = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from bus.spores.transport import SporeTransport\n"
        "from tests.contract.bus.messages import an_action, fetch\n"
        "async def main():\n"
        "    bus = SporeTransport(Path(sys.argv[1]))\n"
        "    await bus.open()\n" + "".join(f"    {line}\n" for line in code.split("\n"))
    )
    return [sys.executable, "-c", f"{text}\nasyncio.run(main())", str(folder)]


def run_until_dead(folder: Path, code: str) -> int:
    return subprocess.run(
        program(folder, code), cwd=ROOT, check=False, timeout=30
    ).returncode


async def test_what_a_killed_process_had_in_hand_comes_to_another(bus, folder):
    for number in range(3):
        await bus.publish(an_action(body=f"run task {number}"))
    died = run_until_dead(
        folder,
        "taken = await fetch(bus, 2)\n"
        "await taken[0].ack()\n"
        "os.kill(os.getpid(), 9)",
    )
    assert died == -signal.SIGKILL
    found = await fetch(bus, 2)
    tries = {delivery.message.body: delivery.tries for delivery in found}
    assert tries == {"run task 1": 2, "run task 2": 1}
    assert names(folder / "work") == [bus._inbox._owner.folder.name]


async def test_a_line_that_a_killed_process_had_in_hand_is_answered(bus, folder):
    (folder / "inbox" / "x.md").write_text("status swarm\n")
    died = run_until_dead(
        folder,
        "async def die(message):\n"
        "    os.kill(os.getpid(), 9)\n"
        "await bus.serve_text(die)",
    )
    assert died == -signal.SIGKILL

    async def receive(message):
        return "fine"

    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, receive)
        group.start_soon(bus.fetch, 1, 20)
        assert await until_there(folder / "outbox" / "x.md") == "fine\n"
        group.cancel_scope.cancel()


async def test_another_process_gets_its_answer_soon(bus, folder):
    code = (
        "import time\n"
        "await bus.request(an_action(), 20)\n"
        "began = time.perf_counter()\n"
        "answer = await bus.request(an_action(body='run task 2'), 20)\n"
        "print(answer.body, time.perf_counter() - began)\n"
        "await bus.close()"
    )
    async with await anyio.open_process(program(folder, code), cwd=ROOT) as other:
        for _ in range(2):
            for delivery in await fetch(bus, 1):
                await bus.answer(delivery.message, f"done:{delivery.message.body[-1]}")
                await delivery.ack()
        assert other.stdout is not None
        printed = b"".join([chunk async for chunk in other.stdout])
    answer, took_s = printed.decode().split()
    assert other.returncode == 0
    assert answer == "done:2"
    assert float(took_s) < 1


async def test_ids_that_are_there_already_are_known_to_a_new_process(join, folder):
    first = await join()
    for number in range(3):
        await first.publish(an_action(id=f"m{number}", body=f"run task {number}"))
    done, dead, _ = await fetch(first, 3)
    await done.ack()
    await dead.reject("no")
    await first.close()
    second = await join()
    for number in range(4):
        await second.publish(an_action(id=f"m{number}", body=f"run task {number}"))
    found = await fetch(second, 2)
    assert [delivery.message.id for delivery in found] == ["m2", "m3"]
    assert not await second.fetch(1, 0.1)


async def test_drafts_that_a_killed_process_left_are_removed(join, folder):
    (folder / "inbox").mkdir(parents=True)
    for name, age in ((".draft-1-old", 7200), (".draft-2-new", 0)):
        path = folder / "inbox" / name
        path.write_text("cut o")
        os.utime(path, (time.time() - age,) * 2)
    bus = await join()
    assert not await bus.fetch(1, 0.1)
    left = [path.name for path in (folder / "inbox").iterdir()]
    assert left == [".draft-2-new"]


async def test_what_is_done_and_answered_is_pruned(join, folder, monkeypatch):
    monkeypatch.setattr("bus.spores.transport.SETTLED_BETWEEN_PRUNINGS", 2)
    monkeypatch.setattr("bus.spores.transport.KEPT_FILES", 3)
    bus = await join()
    for number in range(6):
        await bus.publish(an_action(body=f"run task {number}"))
        (delivery,) = await fetch(bus, 1)
        await bus.answer(delivery.message, "done")
        await delivery.ack()
    assert len(names(folder / "done")) == 3
    assert len(names(folder / "outbox")) == 3


async def test_old_answers_are_pruned_at_the_start(join, folder):
    (folder / "outbox").mkdir(parents=True)
    for name, age in (("old.md", 2 * 86_400), ("new.md", 60)):
        (folder / "outbox" / name).write_text("done")
        os.utime(folder / "outbox" / name, (time.time() - age,) * 2)
    await join()
    assert names(folder / "outbox") == ["new.md"]


async def test_a_folder_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "spores").write_text("in the way")
    with pytest.raises(BusUnavailable, match="spores cannot be used"):
        await SporeTransport(tmp_path / "spores").open()


async def test_a_full_disk_refuses_and_leaves_nothing_half(bus, folder, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    message = an_action()
    with pytest.raises(BusUnavailable, match="No space left"):
        await bus.publish(message)
    monkeypatch.undo()
    assert not list((folder / "inbox").iterdir())
    await bus.publish(message)
    assert len(await fetch(bus, 1)) == 1


async def test_a_folder_that_vanishes_is_told(bus, folder):
    (folder / "inbox").rename(folder / "gone")
    with pytest.raises(BusUnavailable):
        await bus.fetch(1, 1)
    (folder / "gone").rename(folder / "inbox")
    assert not await bus.fetch(1, 0.1)


async def test_waiting_costs_next_to_nothing(bus):
    async def receive(message):
        return ""

    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, receive)
        await bus.fetch(1, 0.2)
        began = time.process_time()
        await bus.fetch(1, 2)
        spent = time.process_time() - began
        group.cancel_scope.cancel()
    assert spent / 2 < 0.05


async def test_dead_processes_are_looked_for_again_and_again(monkeypatch, join, folder):
    monkeypatch.setattr(inbox, "REAP_S", 0.1)
    bus = await join()
    await bus.fetch(1, 0)
    died = run_until_dead(
        folder, "await bus.publish(an_action())\nawait fetch(bus, 1)\nos._exit(9)"
    )
    assert died == 9
    (delivery,) = await fetch(bus, 1)
    assert delivery.tries == 2


async def test_what_another_one_took_meanwhile_is_passed_over(join):
    one, other = await join(), await join()
    for number in range(5):
        await one.publish(an_action(body=f"run task {number}"))
    await fetch(other, 1)
    await fetch(one, 4)
    assert not await other.fetch(4, 0.1)


async def test_a_transport_that_could_not_open_can_be_opened_later(tmp_path):
    bus = SporeTransport(tmp_path / "spores")
    (tmp_path / "spores").write_text("in the way")
    with pytest.raises(BusUnavailable):
        await bus.open()
    (tmp_path / "spores").unlink()
    await bus.open()
    await bus.close()
