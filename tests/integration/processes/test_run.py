from __future__ import annotations

import asyncio
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import psutil
import pytest

from adapters.processes.log import LOG_LIMIT
from adapters.processes.run import run
from tests.integration.processes.tools import House, lives


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


class Guards:
    """Keeps what a run tells its guard."""

    def __init__(self) -> None:
        self.said: list[tuple[str, int]] = []

    def register(self, pgid: int, *, gentle: bool = False) -> None:
        assert not gentle
        self.said.append(("register", pgid))

    def forget(self, pgid: int) -> None:
        self.said.append(("forget", pgid))


@pytest.mark.asyncio
async def test_tells_the_exit_status_and_the_end_of_the_output(house: House):
    finished = await house.run("echo one; echo two >&2; exit 3")
    assert (finished.exit_code, finished.signalled, finished.timed_out) == (
        3,
        None,
        False,
    )
    assert not finished.succeeded
    assert finished.tail == "one\ntwo"
    assert house.log.read_text() == "one\ntwo\n"


@pytest.mark.asyncio
async def test_tells_the_signal_that_ended_a_program(house: House):
    finished = await house.run("kill -USR1 $$")
    assert (finished.exit_code, finished.signalled) == (None, signal.SIGUSR1)


@pytest.mark.asyncio
async def test_gives_the_text_on_standard_input(house: House):
    finished = await house.run("cat; cat /dev/stdin", stdin_text="täsk\n")
    assert finished.tail == "täsk\ntäsk"


@pytest.mark.asyncio
async def test_a_program_without_input_reads_the_end_of_it_at_once(house: House):
    assert (await house.run("cat; echo done")).tail == "done"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "script", ["true", "exec <&-; echo closed", "head -c 10 >/dev/null; sleep 0.05"]
)
async def test_input_that_nobody_reads_holds_up_nobody(house: House, script: str):
    finished = await house.run(script, stdin_text="x" * (1 << 20), time_limit_s=20)
    assert finished.succeeded


@pytest.mark.asyncio
async def test_a_program_that_is_not_there_is_an_error(house: House):
    before = descriptors()
    with pytest.raises(FileNotFoundError):
        await house.run_argv(["no-such-program-here"])
    with pytest.raises(FileNotFoundError):
        await house.run_argv(["true"], cwd=house.folder / "gone")
    assert descriptors() <= before


@pytest.mark.asyncio
async def test_a_flood_of_output_is_bounded_and_leaves_the_loop_free(house: House):
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - begun)

    async with anyio.create_task_group() as group:
        group.start_soon(beat)
        finished = await house.run(
            "head -c 100000000 /dev/zero | tr '\\0' x; echo; echo the end"
        )
        group.cancel_scope.cancel()
    assert finished.succeeded
    assert finished.tail == "the end"
    files = list(house.log.parent.iterdir())
    assert [path.stat().st_size <= LOG_LIMIT for path in files] == [True, True]
    assert longest < 1.0


@pytest.mark.asyncio
async def test_output_that_is_no_text_is_made_readable(house: House):
    finished = await house.run(r"printf 'a\377b \033[31mred\033[0m\007\n10%%\r20%%\n'")
    assert finished.tail == "a\ufffdb red\n20%"


@pytest.mark.asyncio
async def test_a_full_disk_costs_the_log_only(house: House):
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    finished = await house.run("echo said", log=Path("/dev/full"))
    assert finished.succeeded
    assert finished.tail == "said"


@pytest.mark.asyncio
async def test_a_program_that_takes_too_long_is_asked_to_end_first(house: House):
    finished = await house.run(
        "trap 'echo bye; exit 4' TERM; echo on; while :; do sleep 0.01; done",
        time_limit_s=0.3,
    )
    assert finished.timed_out
    assert not finished.succeeded
    assert finished.exit_code == 4
    assert finished.tail.splitlines()[-1] == "bye"
    assert "stopped after 0.3 s" in house.log.read_text()


@pytest.mark.asyncio
async def test_a_program_that_ignores_sigterm_is_killed(house: House):
    finished = await house.run(
        "trap '' TERM; (trap '' TERM; sleep 60) & echo $! >inner; sleep 60; sleep 60",
        time_limit_s=0.3,
        grace_s=0.2,
    )
    assert finished.timed_out
    assert finished.signalled == signal.SIGKILL
    assert finished.elapsed_s < 5
    assert not lives(house.pid_in("inner"))


@pytest.mark.asyncio
async def test_a_stopped_program_hears_of_its_end(house: House):
    finished = await house.run("kill -STOP $$; sleep 60", time_limit_s=0.3, grace_s=20)
    assert finished.signalled == signal.SIGTERM


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "left",
    [
        "sleep 60 & echo $! >left",
        "setsid sh -c 'echo $$ >left; sleep 60' &",
        "(setsid sh -c 'echo $$ >left; trap \"\" TERM; while :; do sleep 1; done' &)",
        "setsid setsid sh -c 'echo $$ >left; exec sleep 60' >/dev/null 2>&1 </dev/null &",
    ],
)
async def test_what_outlives_its_leader_is_ended(house: House, left: str):
    finished = await house.run(
        f"{left}\nuntil [ -s left ]; do sleep 0.01; done; echo bye"
    )
    assert finished.exit_code == 0
    assert finished.left_behind >= 1
    assert finished.tail == "bye"
    assert not lives(house.pid_in("left"))


@pytest.mark.asyncio
async def test_descendants_that_hide_their_mark_end_with_a_leader_that_is_stopped(
    house: House,
):
    await house.run(
        "env -i setsid sh -c 'echo $$ >left; sleep 60; sleep 60' & "
        "until [ -s left ]; do sleep 0.01; done; sleep 60",
        time_limit_s=0.5,
    )
    assert not lives(house.pid_in("left"))


@pytest.mark.asyncio
async def test_the_guard_hears_of_each_group_until_it_has_ended(house: House):
    guard = Guards()
    finished = await house.run("echo $$", guard=guard)
    pid = int(finished.tail)
    assert guard.said == [("register", pid), ("forget", pid)]


@pytest.mark.asyncio
async def test_a_cancelled_scope_ends_the_program_before_it_is_left(house: House):
    with anyio.move_on_after(0.3) as scope:
        await house.run("trap '' TERM; sleep 60; sleep 60", grace_s=0.2)
    assert scope.cancelled_caught
    assert house.marked() == []
    assert "was cancelled" in house.log.read_text()


@pytest.mark.asyncio
async def test_a_second_cancellation_does_not_cut_the_end_short(house: House):
    loop = asyncio.get_running_loop()
    task = loop.create_task(
        house.run(
            "trap '' TERM; echo $$ >pid; while :; do sleep 0.01; done", grace_s=0.3
        )
    )
    pid = await loop.run_in_executor(None, house.pid_in, "pid")
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.05)
    assert lives(pid)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not lives(pid)


def test_a_loop_that_closes_waits_for_the_end(house: House):
    async def forget() -> None:
        asyncio.get_running_loop().create_task(house.run("echo $$ >pid; exec sleep 60"))
        await asyncio.get_running_loop().run_in_executor(None, house.pid_in, "pid")

    # In a thread: on 3.9 the loop of pytest-asyncio would be lost for the others.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, forget()).result()
    assert house.marked() == []


@pytest.mark.asyncio
async def test_many_at_once_leave_no_descriptor_no_zombie_and_no_process(house: House):
    before = descriptors()
    logs = house.state / "logs"
    async with anyio.create_task_group() as group:

        async def one(number: int) -> None:
            with anyio.move_on_after(0.5 if number % 2 else 30):
                await house.run(
                    "setsid sleep 60 & " + ("sleep 60" if number % 2 else "sleep 0.2"),
                    log=logs / f"{number}.log",
                )

        for number in range(30):
            group.start_soon(one, number)
    assert house.marked() == []
    assert descriptors() <= before
    children = psutil.Process().children()
    assert [one for one in children if one.status() == psutil.STATUS_ZOMBIE] == []


@pytest.mark.asyncio
async def test_works_without_process_handles(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    def missing(_: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", missing)
    finished = await house.run("echo said; exit 5")
    assert (finished.exit_code, finished.tail) == (5, "said")
    late = await house.run("sleep 60", time_limit_s=0.2)
    assert late.signalled == signal.SIGTERM


@pytest.mark.asyncio
async def test_needs_no_mark(house: House):
    finished = await run(
        ["/bin/sh", "-c", "sleep 60 & echo $! >left"],
        cwd=house.folder,
        env={"PATH": os.environ["PATH"]},
        log=house.log,
        label="test",
    )
    assert finished.left_behind == 1
    assert not lives(house.pid_in("left"))


@pytest.mark.asyncio
async def test_costs_little_more_than_starting_the_program(house: House):
    async def bare() -> None:
        started = await asyncio.create_subprocess_exec(
            "true", stdin=-1, stdout=-1, stderr=-2
        )
        await started.communicate(b"")

    async def cost(times: int) -> tuple[float, float]:
        begun = time.perf_counter()
        for _ in range(times):
            await house.run_argv(["true"], stdin_text="")
        middle = time.perf_counter()
        for _ in range(times):
            await bare()
        return middle - begun, time.perf_counter() - middle

    best = min(ours - bare_s for ours, bare_s in [await cost(5) for _ in range(5)])
    print(f"{best / 5 * 1000:.1f} ms over the bare subprocess")
    assert best / 5 < 0.05
