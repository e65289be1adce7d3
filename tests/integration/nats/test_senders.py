"""What services and people send that know nothing of our envelope."""

from __future__ import annotations

import anyio
import pytest

from tests.contract.bus.messages import an_action, fetch
from tests.integration.nats.raw import raw_client

pytestmark = pytest.mark.asyncio


async def test_a_bare_line_on_an_action_subject_is_an_action(join, nats_server, tenant):
    bus = await join(nats_server, tenant, ack_wait_s=0.3)
    async with raw_client(nats_server) as client:
        await client.request(f"swarm.v1.{tenant}.action.run.task", b"run task 1")
    (first,) = await fetch(bus, 1)
    (again,) = await fetch(bus, 1)
    assert first.message.body == "run task 1"
    assert first.message == again.message
    assert first.message.id.startswith(f"ACTIONS_{tenant}-1-")


async def test_a_bare_message_id_is_the_id(join, nats_server, tenant):
    bus = await join(nats_server, tenant)
    async with raw_client(nats_server) as client:
        for _ in range(2):
            await client.request(
                f"swarm.v1.{tenant}.action.run.task",
                b"run task \xff",
                headers={"Nats-Msg-Id": "build 7", "Swarm-Sent-At": "yesterday"},
            )
    (delivery,) = await fetch(bus, 1)
    assert delivery.message.id == "build 7"
    assert delivery.message.body == "run task \ufffd"
    assert not await bus.fetch(1, 0.1)


async def test_the_result_of_a_correlation_can_be_listened_to(
    join, nats_server, tenant
):
    bus = await join(nats_server, tenant)
    async with raw_client(nats_server) as client:
        results = await client.subscribe(f"swarm.v1.{tenant}.result.c-1")
        await client.flush()
        await bus.answer(an_action(tenant, correlation_id="c-1", id="q"), "done")
        result = await results.next_msg(5)
    assert result.data == b"done"
    assert result.headers["Swarm-Causation-Id"] == "q"


async def test_answers_go_to_inboxes_alone(join, nats_server, tenant):
    bus = await join(nats_server, tenant)
    subject = f"swarm.v1.{tenant}.action.stop.swarm"
    async with raw_client(nats_server) as client:
        await client.request(
            f"swarm.v1.{tenant}.action.run.task",
            b"run task 1",
            headers={"Swarm-Reply-To": subject},
        )
    (delivery,) = await fetch(bus, 1)
    await bus.answer(delivery.message, "stop swarm")
    await delivery.ack()
    assert not await bus.fetch(1, 0.1)


async def test_one_controller_answers_a_line_of_text(join, nats_server, tenant):
    answers = []

    async def receive(message):
        answers.append(message)
        return "ok"

    async with anyio.create_task_group() as group:
        for _ in range(2):
            bus = await join(nats_server, tenant)
            group.start_soon(bus.serve_text, receive)
        await anyio.wait_all_tasks_blocked()
        async with raw_client(nats_server) as client:
            subject = f"swarm.v1.{tenant}.command"
            for _ in range(5):
                assert (await client.request(subject, b"status", 5)).data == b"ok"
        group.cancel_scope.cancel()
    assert len(answers) == 5


async def test_a_slow_line_does_not_keep_others_waiting(join, nats_server, tenant):
    bus = await join(nats_server, tenant)
    slow_may_go_on = anyio.Event()

    async def receive(message):
        if message.body == "slow":
            await slow_may_go_on.wait()
        return message.body

    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, receive)
        await anyio.wait_all_tasks_blocked()
        async with raw_client(nats_server) as client:
            subject = f"swarm.v1.{tenant}.command"
            await client.publish(subject, b"slow")
            assert (await client.request(subject, b"quick", 5)).data == b"quick"
        slow_may_go_on.set()
        group.cancel_scope.cancel()
