from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from adapters.processes import marks, table
from adapters.processes.reaper import Reaper
from adapters.processes.reaper_process import GENTLE_PATIENCE_S, PATIENCE_S, Wards
from tests.integration.processes.tools import ROOT, House, lives, until

WORST = """
reaper = Reaper()
reaper.start(house.state)

def write(name, text):
    (house.folder / name).write_text(text)

async def agents():
    gentle = 'trap "sleep 0.3; echo >saved; exit" TERM; echo $$ >gentle; while :; do sleep 0.01; done'
    server = await asyncio.create_subprocess_exec(
        "/bin/sh", "-c", gentle, cwd=house.folder, env={"PATH": os.environ["PATH"]},
        start_new_session=True,
    )
    reaper.register(server.pid, gentle=True)
    scripts = {
        "deaf": "trap '' TERM; echo $$ >deaf; while :; do sleep 1; done",
        "forks": "setsid sh -c 'echo $$ >forks; trap \\"\\" TERM; while :; do sleep 1; done' & sleep 60",
        "double": "(setsid sh -c 'echo $$ >double; sleep 60' &); sleep 60",
        "floods": "echo $$ >floods; yes",
        "stopped": "echo $$ >stopped; kill -STOP $$",
    }
    await asyncio.gather(*(
        house.run(script, guard=reaper, log=house.state / "logs" / name)
        for name, script in scripts.items()
    ))

asyncio.run(agents())
"""
NAMES = ("gentle", "deaf", "forks", "double", "floods", "stopped")


def helpers(house: House) -> list[psutil.Process]:
    """Find the helper processes that watch over a state folder."""
    mine = marks.digest(house.state)
    return [
        one
        for one in psutil.process_iter()
        if any(word.startswith(mine) for word in _words(one))
    ]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
def sleeper(house: House):
    """Start programs that sleep, without any mark."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            ["sleep", "60"], cwd=house.folder, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_a_killed_controller_takes_all_with_it_within_two_seconds(house: House):
    controller = house.start_controller(WORST)
    pids = [house.pid_in(name) for name in NAMES]
    assert all(lives(pid) for pid in pids)
    controller.kill()
    took = until(lambda: not any(lives(pid) for pid in pids), "all is gone")
    took += until(lambda: not house.marked(), "all that bears the mark is gone")
    controller.wait()
    until(lambda: not helpers(house), "the helper is gone")
    print(f"all gone after {took:.2f} s")
    assert took < 2.0
    assert (house.folder / "saved").exists()


def test_a_controller_that_dies_while_it_starts_things_leaves_none(house: House):
    controller = house.start_controller(
        """
reaper = Reaper()
reaper.start(house.state)

async def storm():
    while True:
        await asyncio.gather(*(
            house.run("setsid sleep 61 & sleep 0.05", guard=reaper, log=house.state / str(n))
            for n in range(4)
        ))
        (house.folder / "begun").write_text("1\\n")

asyncio.run(storm())
"""
    )
    house.pid_in("begun")
    controller.kill()
    controller.wait()
    until(lambda: not house.marked() and not helpers(house), "all is gone", 3)


def test_closing_ends_what_is_left_and_the_helper(house: House, sleeper):
    reaper = Reaper()
    reaper.start(house.state)
    process = sleeper()
    reaper.register(process.pid)
    reaper.close()
    assert process.wait(1) == -signal.SIGTERM
    assert helpers(house) == []
    reaper.close()


def test_what_was_forgotten_is_left_alone(house: House, sleeper):
    reaper = Reaper()
    reaper.start(house.state)
    process = sleeper()
    reaper.register(process.pid)
    reaper.forget(process.pid)
    reaper.forget(process.pid)
    reaper.close()
    assert process.poll() is None


def test_the_helper_shrugs_signals_off(house: House):
    reaper = Reaper()
    reaper.start(house.state)
    (helper,) = helpers(house)
    until(lambda: _ignores(helper.pid, signal.SIGTERM), "the helper is up")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        helper.send_signal(number)
    assert helper.is_running()
    assert os.getsid(helper.pid) == helper.pid
    reaper.close()
    assert not helper.is_running()


def test_a_helper_that_was_killed_is_replaced(house: House, sleeper):
    reaper = Reaper()
    reaper.start(house.state)
    first = sleeper()
    reaper.register(first.pid)
    (helper,) = helpers(house)
    helper.kill()
    until(lambda: not _listens(helper), "the helper is gone")
    second = sleeper()
    reaper.register(second.pid)
    assert [one.pid for one in helpers(house)] != [helper.pid]
    reaper.close()
    assert first.wait(1) == second.wait(1) == -signal.SIGTERM


def test_the_helper_is_small(house: House):
    reaper = Reaper()
    begun = time.perf_counter()
    reaper.start(house.state)
    started_s = time.perf_counter() - begun
    (helper,) = helpers(house)
    until(lambda: _ignores(helper.pid, signal.SIGTERM), "the helper is up")
    size = helper.memory_info().rss
    reaper.close()
    print(f"started in {started_s * 1000:.1f} ms, {size / 1e6:.1f} MB")
    assert size < 20e6


def test_a_helper_that_hears_nothing_ends_at_once(house: House):
    body = (
        "from adapters.processes.reaper_process import main\n"
        f"main({marks.controller_mark(house.state)!r})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", body],
        cwd=ROOT,
        input=b"? 1\n- 1\n",
        timeout=10,
        check=False,
    )
    assert done.returncode == 0


def test_without_a_helper_nothing_happens():
    reaper = Reaper()
    reaper.register(os.getpid())
    reaper.forget(os.getpid())
    reaper.close()


def test_a_number_that_went_to_a_stranger_is_left_alone(sleeper):
    process = sleeper()
    start = table.start_of(process.pid)
    wards = Wards(b"no such mark")
    wards.listen([b"+ %d %d 0\n" % (process.pid, start - 1)])
    assert wards.look() == []
    wards.listen([b"+ %d %d 0\n" % (process.pid, start)])
    assert process.pid in [one.pid for one in wards.look()]


def test_half_a_line_and_nonsense_are_not_followed(sleeper):
    process = sleeper()
    wards = Wards(b"no such mark")
    wards.listen(io.BytesIO(b"\nhello\n+ 1\n+ %d" % process.pid))
    assert wards.look() == []


def test_a_gentle_group_has_more_time(sleeper):
    hasty, gentle = sleeper(), sleeper()
    wards = Wards(b"no such mark")
    for process, kind in ((hasty, 0), (gentle, 1)):
        start = table.start_of(process.pid)
        wards.listen([b"+ %d %d %d\n" % (process.pid, start, kind)])
    found = {one.group: wards.patience_s(one) for one in wards.look()}
    assert found == {hasty.pid: PATIENCE_S, gentle.pid: GENTLE_PATIENCE_S}


def _ignores(pid: int, number: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("SigIgn")]
    return bool(int(line.split()[1], 16) & (1 << (number - 1)))


def _listens(helper: psutil.Process) -> bool:
    return helper.is_running() and helper.status() != psutil.STATUS_ZOMBIE


def test_a_controller_below_an_agent_ends_with_the_outer_one(
    house: House, tmp_path: Path
):
    inner = tmp_path / "inner"
    inner.mkdir()
    below = House(inner)
    body = (
        "import asyncio\n"
        "from pathlib import Path\n"
        "from adapters.processes.reaper import Reaper\n"
        "from tests.integration.processes.tools import House\n"
        f"house = House(Path({str(inner)!r}))\n"
        "reaper = Reaper()\n"
        "reaper.start(house.state)\n"
        "asyncio.run(house.run('echo $$ >deep; exec sleep 60', guard=reaper))\n"
    )
    (tmp_path / "inner.py").write_text(body)
    controller = house.start_controller(
        f"""
reaper = Reaper()
reaper.start(house.state)
command = f"PYTHONPATH={ROOT} '{{sys.executable}}' inner.py"
asyncio.run(house.run(command, guard=reaper))
"""
    )
    deep = below.pid_in("deep")
    assert deep in house.marked()
    assert deep in below.marked()
    controller.kill()
    controller.wait()
    until(lambda: not lives(deep), "the inner agent is gone", 3)
    until(lambda: not helpers(house) and not helpers(below), "the helpers are gone", 3)
