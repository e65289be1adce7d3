from __future__ import annotations

import os
import signal
import socket

import anyio
import pytest

from adapters.nats_server.record import NatsAddress
from bus.errors import BusMisconfigured, BusUnavailable, NoAnswer
from bus.nats import link
from tests.contract.bus.messages import an_action, an_event, fetch
from tests.integration.nats.patience import until_it_fails, until_it_works
from tests.integration.nats.raw import ask_jetstream

pytestmark = pytest.mark.asyncio


async def test_without_a_server_opening_says_so(join, monkeypatch):
    monkeypatch.setattr(link, "OPEN_S", 0.5)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"nats://127.0.0.1:{probe.getsockname()[1]}"
        with pytest.raises(BusUnavailable, match=url):
            await join(NatsAddress(url, "swarm", "p"))


async def test_a_wrong_password_is_told_at_once(join, nats_server):
    began = anyio.current_time()
    with pytest.raises(BusMisconfigured, match="does not let user 'swarm' in"):
        await join(NatsAddress(nats_server.url, "swarm", "guessed"))
    assert anyio.current_time() - began < 2


async def test_it_comes_back_after_the_server_was_killed(join, server):
    bus = await join(server.address)
    await bus.publish(an_action(body="run task 1"))
    os.kill(server.pid, signal.SIGKILL)
    await until_it_fails(bus.last)
    await server.stop()
    await server.start()
    found = await until_it_works(fetch, bus, 1)
    assert found[0].message.body == "run task 1"


async def test_what_failed_while_disconnected_does_not_land_later(join, server):
    bus = await join(server.address)
    await server.stop()
    await until_it_fails(bus.publish, an_action(body="run task 1"))
    await server.start()
    await until_it_works(bus.last)
    assert not await bus.fetch(1, 0.2)


async def test_a_server_that_lost_everything_is_set_up_again(join, server, tmp_path):
    bus = await join(server.address)
    await bus.append([an_event(1), an_event(2)], after=0)
    await bus.publish(an_action(body="run task 1"))
    (held,) = await fetch(bus, 1)
    await server.stop()
    (tmp_path / "state" / "nats").rename(tmp_path / "lost")
    await server.start()
    assert await until_it_works(bus.last) == 0
    await bus.publish(an_action(body="run task 2"))
    await held.ack()
    (fresh,) = await fetch(bus, 1)
    assert fresh.message.body == "run task 2"
    await bus.append([an_event(1)], after=0)


async def test_streams_that_vanish_while_connected_are_made_again(join, server):
    bus = await join(server.address)
    await bus.publish(an_action())
    for stream in ("ACTIONS", "EVENTS", "DEAD"):
        answer = await ask_jetstream(server.address, f"STREAM.DELETE.{stream}")
        assert answer["success"]
    await until_it_works(bus.publish, an_action(body="run task 2"))
    found = await until_it_works(fetch, bus, 1)
    assert found[0].message.body == "run task 2"
    await until_it_works(lambda: bus.append([an_event(1)], after=0))


async def test_a_fetch_notices_that_the_stream_is_gone(join, server):
    bus = await join(server.address)
    await ask_jetstream(server.address, "STREAM.DELETE.ACTIONS")
    await until_it_fails(bus.fetch, 1, 0.2)
    await until_it_works(bus.fetch, 1, 0.1)


async def test_who_waits_for_an_answer_learns_that_the_connection_broke(join, server):
    bus = await join(server.address)
    async with anyio.create_task_group() as group:

        async def ask():
            began = anyio.current_time()
            with pytest.raises(NoAnswer, match="connection broke"):
                await bus.request(an_action(), 30)
            assert anyio.current_time() - began < 15

        group.start_soon(ask)
        await fetch(bus, 1)
        await server.stop()


async def test_a_half_open_connection_is_noticed(join, server):
    bus = await join(server.address)
    os.kill(server.pid, signal.SIGSTOP)
    try:
        began = anyio.current_time()
        await until_it_fails(bus.fetch, 1, 0.5)
        assert anyio.current_time() - began < 10
    finally:
        os.kill(server.pid, signal.SIGCONT)
    await until_it_works(bus.publish, an_action())


async def test_a_server_that_shuts_us_out_is_entered_again(join, server):
    bus = await join(server.address)
    await bus._link._client._process_err("'Maximum Connections Exceeded'")
    await until_it_works(bus.publish, an_action(body="run task 1"))
    found = await until_it_works(fetch, bus, 1)
    assert found[0].message.body == "run task 1"


async def test_a_supervised_server_that_is_killed_comes_back(join, server):
    bus = await join(server.address)
    await bus.publish(an_action(body="run task 1"))
    async with anyio.create_task_group() as group:
        group.start_soon(server.supervise, 0.01)
        os.kill(server.pid, signal.SIGKILL)
        await until_it_fails(bus.last)
        found = await until_it_works(fetch, bus, 1)
        group.cancel_scope.cancel()
    assert found[0].message.body == "run task 1"


async def test_a_server_that_was_stopped_on_purpose_stays_so(server):
    async with anyio.create_task_group() as group:
        group.start_soon(server.supervise, 0.01)
        await anyio.wait_all_tasks_blocked()
        await server.stop()
        with anyio.move_on_after(0.1):
            await anyio.sleep_forever()
        group.cancel_scope.cancel()
    assert not server.pid
