from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

import anyio
import pytest
from anyio import to_thread

from adapters.local_door.client import ask
from adapters.local_door.errors import DoorTaken, NobodyThere, SilentDoor
from adapters.local_door.server import LONGEST_LINE, MOST_CLIENTS, LocalDoor

pytestmark = pytest.mark.asyncio


async def echo(line: str) -> str:
    return json.dumps({"success": True, "message": line})


def door(state: Path, receive=echo, **limits) -> LocalDoor:
    return LocalDoor(state / "run" / "control.sock", receive, **limits)


async def asked(state: Path, line: str, timeout_s: float = 5.0) -> dict:
    return await to_thread.run_sync(partial(ask, state, line, timeout_s))


async def talk(path: Path, data: bytes) -> bytes:
    """Send bytes, say that no more follow, and read up to the end."""
    stream = await anyio.connect_unix(path)
    async with stream:
        await stream.send(data)
        await stream.send_eof()
        received = b""
        with anyio.fail_after(5):
            async for part in stream:
                received += part
    return received


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / ".swarm"


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    return tmp_path.joinpath(*["a folder with a rather long name"] * 5) / ".swarm"


async def test_a_line_is_answered(state):
    async with door(state):
        assert (await asked(state, "status swarm"))["message"] == "status swarm"


async def test_an_indented_answer_comes_as_one_line(state):
    async def indented(line: str) -> str:
        return json.dumps({"success": True, "message": line}, indent=2)

    async with door(state, indented):
        raw = await talk(state / "run" / "control.sock", b"hello\n")
    assert (raw.count(b"\n"), json.loads(raw)["message"]) == (1, "hello")


async def test_text_of_any_language_passes(state):
    async with door(state):
        assert (await asked(state, "status 購物車 ✓"))["message"] == "status 購物車 ✓"


async def test_a_big_answer_arrives_whole(state):
    async def big(line: str) -> str:
        return json.dumps({"success": True, "message": line * 300_000})

    async with door(state, big):
        assert len((await asked(state, "x"))["message"]) == 300_000


async def test_several_lines_of_one_client_are_answered_in_order(state):
    async with door(state):
        raw = await talk(state / "run" / "control.sock", b"one\n  two \nthree")
    assert [json.loads(line)["message"] for line in raw.splitlines()] == [
        "one",
        "two",
        "three",
    ]


async def test_an_empty_line_is_refused_and_the_next_one_answered(state):
    async with door(state):
        raw = await talk(state / "run" / "control.sock", b"\n \nstatus\n")
    empty, blank, good = (json.loads(line) for line in raw.splitlines())
    assert (empty["success"], blank["success"]) == (False, False)
    assert "empty" in blank["message"]
    assert good["message"] == "status"


async def test_many_clients_are_answered_at_the_same_time(state):
    everyone, there = anyio.Event(), []

    async def together(line: str) -> str:
        there.append(line)
        if len(there) == 20:
            everyone.set()
        await everyone.wait()
        return await echo(line)

    answers = []

    async def client(n: int) -> None:
        raw = await talk(state / "run" / "control.sock", f"{n}\n".encode())
        answers.append(json.loads(raw)["message"])

    async with door(state, together), anyio.create_task_group() as group:
        for n in range(20):
            group.start_soon(client, n)
    assert sorted(map(int, answers)) == list(range(20))


async def test_clients_beyond_the_limit_are_told_to_come_later(state):
    path = state / "run" / "control.sock"
    async with door(state):
        streams = [await anyio.connect_unix(path) for _ in range(MOST_CLIENTS)]
        try:
            for stream in streams:
                await stream.send(b"here\n")
                await stream.receive()
            answer = json.loads(await talk(path, b"status\n"))
        finally:
            for stream in streams:
                await stream.aclose()
    assert not answer["success"]
    assert "later" in answer["message"]


async def test_a_line_that_is_too_long_is_refused(state):
    async with door(state):
        raw = await talk(
            state / "run" / "control.sock", b"x" * (LONGEST_LINE + 2) + b"\n"
        )
    assert "at most" in json.loads(raw)["message"]


async def test_bytes_that_are_no_text_are_refused(state):
    async with door(state):
        raw = await talk(state / "run" / "control.sock", b"\xff\xfe\n")
    assert "UTF-8" in json.loads(raw)["message"]


async def test_an_answer_that_takes_too_long_is_given_up(state):
    async def never(line: str) -> str:
        await anyio.sleep_forever()
        return line

    async with door(state, never, answer_s=0.05):
        answer = await asked(state, "status")
    assert not answer["success"]
    assert "may still be carried out" in answer["message"]


async def test_a_failure_inside_is_told_without_its_details(state):
    async def broken(line: str) -> str:
        raise RuntimeError(line)

    async with door(state, broken):
        answer = await asked(state, "secret")
        assert "log says why" in answer["message"]
        assert "secret" not in answer["message"]


async def test_an_idle_client_is_let_go(state):
    async with door(state, idle_s=0.05):
        stream = await anyio.connect_unix(state / "run" / "control.sock")
        with anyio.fail_after(5), pytest.raises(anyio.EndOfStream):
            await stream.receive()
        await stream.aclose()


async def test_an_answer_on_its_way_is_sent_before_the_door_closes(state):
    asked_for, go_on = anyio.Event(), anyio.Event()
    answers = []

    async def slow(line: str) -> str:
        asked_for.set()
        await go_on.wait()
        return await echo(line)

    async def client() -> None:
        answers.append(await asked(state, "stop swarm"))

    async with anyio.create_task_group() as group, door(state, slow, grace_s=5.0):
        group.start_soon(client)
        await asked_for.wait()
        group.start_soon(_soon, go_on)
    assert answers[0]["message"] == "stop swarm"


async def _soon(event: anyio.Event) -> None:
    await anyio.wait_all_tasks_blocked()
    event.set()


async def test_an_answer_that_does_not_come_does_not_keep_the_door_open(state):
    asked_for = anyio.Event()

    async def never(line: str) -> str:
        asked_for.set()
        await anyio.sleep_forever()
        return line

    async def client() -> None:
        with pytest.raises(SilentDoor, match="went away before it answered"):
            await asked(state, "status")

    async with anyio.create_task_group() as group, door(state, never, grace_s=0.05):
        group.start_soon(client)
        await asked_for.wait()


async def test_a_client_that_never_reads_does_not_keep_the_door_open(state):
    async def big(line: str) -> str:
        return json.dumps({"success": True, "message": line * 5_000_000})

    with closing(socket.socket(socket.AF_UNIX)) as deaf, anyio.fail_after(5):
        async with door(state, big, grace_s=0.05):
            deaf.connect(str(state / "run" / "control.sock"))
            deaf.sendall(b"x\n")
            await asked(state, "y")


async def test_only_the_owner_may_connect(state):
    async with door(state):
        mode = (state / "run" / "control.sock").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


async def test_nothing_is_left_behind(state):
    async with door(state):
        pass
    assert list((state / "run").iterdir()) == []


async def test_a_second_door_on_the_same_folder_is_refused(state):
    async with door(state):
        with pytest.raises(DoorTaken, match="another controller listens"):
            async with door(state):
                pass
        assert (await asked(state, "status"))["success"]


async def test_a_deep_folder_has_a_door_too(deep):
    async with door(deep):
        assert (await asked(deep, "status"))["message"] == "status"
        place = Path(json.loads((deep / "run" / "door.json").read_text())["socket"])
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert not place.parent.exists()
    assert list((deep / "run").iterdir()) == []


async def test_in_a_deep_folder_the_usual_name_leads_to_the_door(deep, monkeypatch):
    async with door(deep):
        monkeypatch.chdir(deep)
        raw = await talk(Path("run/control.sock"), b"status\n")
    assert json.loads(raw)["message"] == "status"


@pytest.mark.parametrize("where", ["state", "deep"])
async def test_the_door_of_a_killed_controller_is_replaced(where, request):
    folder: Path = request.getfixturevalue(where)
    kill_a_controller(folder)
    before = (folder / "run" / "control.sock").resolve()
    with pytest.raises(NobodyThere):
        await asked(folder, "status")
    async with door(folder):
        assert (await asked(folder, "status"))["success"]
    assert not before.exists()


def kill_a_controller(state: Path) -> None:
    """Start a process with a door and kill it with the door open."""
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from adapters.local_door.server import LocalDoor\n"
        "async def live():\n"
        "    async with LocalDoor(Path(sys.argv[1]), None):\n"
        "        print('open', flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(live())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(state / "run" / "control.sock")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"open\n"
        process.send_signal(signal.SIGKILL)


async def test_nobody_is_there_before_anything_ran(state):
    with pytest.raises(NobodyThere):
        await asked(state, "status")


async def test_nobody_is_there_when_the_record_is_broken(deep):
    (deep / "run").mkdir(parents=True)
    (deep / "run" / "door.json").write_text("{")
    with pytest.raises(NobodyThere):
        await asked(deep, "status")


async def test_a_controller_that_keeps_silent_is_given_up(state):
    async def never(line: str) -> str:
        await anyio.sleep_forever()
        return line

    async with door(state, never, grace_s=0.0):
        with pytest.raises(SilentDoor, match=r"did not answer within 0\.05 s"):
            await asked(state, "status", 0.05)


async def test_an_answer_that_is_no_object_counts_as_none(state):
    async def odd(line: str) -> str:
        return "[]"

    async with door(state, odd):
        with pytest.raises(SilentDoor):
            await asked(state, "status")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_the_door_of_another_user_is_named_as_such():
    # Below a folder that everybody may enter; pytest's own are private.
    program = (
        "import os, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from adapters.local_door.client import ask\n"
        "from adapters.local_door.errors import NotAllowed\n"
        "os.setuid(65534)\n"
        "try:\n"
        "    ask(sys.argv[2], 'status', 5.0)\n"
        "except NotAllowed as error:\n"
        "    print(error)\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        async with door(Path(folder)):
            done = await anyio.run_process(
                [sys.executable, "-c", program, str(Path(__file__).parents[3]), folder]
            )
    assert b"belongs to another user" in done.stdout
