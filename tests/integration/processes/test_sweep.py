from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.processes import marks, table
from adapters.processes.sweep import sweep
from tests.integration.processes.tools import ROOT, House, lives, until

LEAVES = """
async def leave():
    await house.run("echo $$ >left; exec sleep 60")

asyncio.run(leave())
"""


def test_left_overs_of_a_dead_controller_are_ended_and_named(house: House):
    controller = house.start_controller(LEAVES)
    left = house.pid_in("left")
    controller.kill()
    controller.wait()
    assert lives(left)
    (said,) = sweep(house.state)
    assert said == (
        f"stopped process {left}, which the controller with pid {controller.pid} "
        "had left behind"
    )
    assert not lives(left)
    assert sweep(house.state) == []


def test_the_processes_of_a_living_controller_are_not_touched(house: House):
    controller = house.start_controller(LEAVES)
    left = house.pid_in("left")
    assert sweep(house.state) == []
    assert lives(left)
    controller.terminate()
    controller.wait()
    assert len(sweep(house.state)) == 1


def test_the_left_overs_of_another_state_folder_are_not_touched(
    house: House, tmp_path: Path
):
    controller = house.start_controller(LEAVES)
    left = house.pid_in("left")
    controller.kill()
    controller.wait()
    assert sweep(tmp_path / "elsewhere" / ".swarm") == []
    assert lives(left)
    sweep(house.state)


def test_a_controller_whose_number_went_to_another_process_is_dead(house: House):
    mark = f"{marks.digest(house.state)}.{os.getpid()}.1.1"
    left = subprocess.Popen(["sleep", "60"], env={"SWARM_RUN": mark})
    until(house.marked, "it bears the mark")
    assert len(sweep(house.state)) == 1
    left.wait()


def test_a_sweeper_that_is_a_left_over_itself_survives(house: House):
    mark = f"{marks.digest(house.state)}.{os.getpid()}.1.1"
    body = (
        "from pathlib import Path\n"
        "from adapters.processes.sweep import sweep\n"
        f"assert sweep(Path({str(house.state)!r})) == []\n"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -c "$1"; exit $?', "sh", body],
        cwd=ROOT,
        env={"SWARM_RUN": mark},
        check=False,
    )
    assert done.returncode == 0


def test_a_mark_below_another_one_is_found(house: House, tmp_path: Path):
    outer = tmp_path / "outer" / ".swarm"
    environment = marks.marked(marks.marked({}, outer), house.state)
    chain = environment["SWARM_RUN"].encode().split(b"+")
    found = [marks.parse(mark) for mark in chain]
    assert [one.state for one in found if one] == [
        marks.digest(outer),
        marks.digest(house.state),
    ]
    assert environment["SWARM_STATE"] == str(house.state.resolve())


@pytest.mark.parametrize("text", [b"", b"a.b.c.d", b"a.1.2", b"\xff.1.2.3"])
def test_what_is_no_mark_of_ours_is_none(text: bytes):
    assert marks.parse(text) is None


def test_each_run_has_a_mark_of_its_own(house: House):
    first, second = (marks.marked({}, house.state)["SWARM_RUN"] for _ in range(2))
    assert first != second
    mine = marks.parse(first.encode())
    assert mine is not None
    assert mine.controller_lives()


def test_psutil_tells_the_same_where_there_is_no_proc(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    mark = marks.marked({}, house.state)["SWARM_RUN"].encode()
    left = subprocess.Popen(
        ["sleep", "60"], env={b"SWARM_RUN": mark}, start_new_session=True
    )
    until(lambda: house.marked() == [left.pid], "it bears the mark")
    monkeypatch.setattr(table, "_PROC", False)
    found = table.find(left.pid)
    assert found is not None
    assert (found.parent, found.group, found.session) == (
        os.getpid(),
        left.pid,
        left.pid,
    )
    assert table.marks_of(left.pid) == [mark]
    assert table.marks_of(1 << 30) == []
    monkeypatch.delattr(os, "pidfd_open")
    table.send(found, 9)
    left.wait()
    assert table.find(left.pid) is None
