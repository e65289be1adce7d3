from __future__ import annotations

import pytest

from bus.errors import BadMessage, BusMisconfigured, BusUnavailable
from tests.contract.bus.messages import an_action, an_event, fetch
from tests.integration.nats.patience import until_it_works
from tests.integration.nats.raw import ask_jetstream, raw_client

pytestmark = pytest.mark.asyncio


async def settings(address, name):
    return (await ask_jetstream(address, f"STREAM.INFO.{name}"))["config"]


async def test_the_default_tenants_streams_have_plain_names(join, server):
    await join(server.address)
    actions = await settings(server.address, "ACTIONS")
    assert actions["subjects"] == ["swarm.v1.default.action.>"]
    assert (actions["retention"], actions["discard"]) == ("workqueue", "new")
    events = await settings(server.address, "EVENTS")
    assert events["subjects"] == ["swarm.v1.default.event.>"]
    assert events["deny_delete"]
    assert events["deny_purge"]
    assert events["storage"] == "file"


async def test_tenants_share_nothing(join, nats_server, tenant):
    one = await join(nats_server, tenant)
    other = await join(nats_server, f"{tenant}b")
    await one.publish(an_action(tenant))
    await one.append([an_event(1, tenant)], after=0)
    assert not await other.fetch(1, 0.1)
    assert await other.last() == 0


async def test_other_settings_are_brought_to_the_declared_ones(
    join, nats_server, tenant
):
    name = f"DEAD_{tenant}"
    other = {"name": name, "subjects": [f"swarm.v1.{tenant}.dead.>"], "max_msgs": 7}
    await ask_jetstream(nats_server, f"STREAM.CREATE.{name}", other)
    await join(nats_server, tenant)
    found = await settings(nats_server, name)
    assert found["max_age"] == 90 * 86400 * 10**9
    assert found["max_msgs"] == 7


async def test_a_consumer_gets_new_settings(join, nats_server, tenant):
    for ack_wait_s in (30.0, 5.0):
        await join(nats_server, tenant, ack_wait_s=ack_wait_s)
    path = f"CONSUMER.INFO.ACTIONS_{tenant}.processor"
    found = (await ask_jetstream(nats_server, path))["config"]
    assert found["ack_wait"] == 5 * 10**9
    assert found["max_deliver"] == -1


async def test_a_stream_that_cannot_be_changed_is_left_alone(join, nats_server, tenant):
    name = f"EVENTS_{tenant}"
    subject = f"swarm.v1.{tenant}.event.>"
    other = {"name": name, "subjects": [subject], "storage": "memory"}
    await ask_jetstream(nats_server, f"STREAM.CREATE.{name}", other)
    async with raw_client(nats_server) as client:
        await client.request(subject.replace(">", "a.b.C"), b"keep me")
    with pytest.raises(BusMisconfigured, match=name):
        await join(nats_server, tenant)
    info = await ask_jetstream(nats_server, f"STREAM.INFO.{name}")
    assert info["state"]["messages"] == 1


async def test_subjects_that_another_stream_has_are_told(join, nats_server, tenant):
    other = {"name": f"X_{tenant}", "subjects": [f"swarm.v1.{tenant}.>"]}
    await ask_jetstream(nats_server, f"STREAM.CREATE.X_{tenant}", other)
    with pytest.raises(BusMisconfigured, match="overlap"):
        await join(nats_server, tenant)


async def test_the_sole_consumer_gets_at_once_what_a_dead_one_had(
    join, nats_server, tenant
):
    dead = await join(nats_server, tenant)
    for number in range(3):
        await dead.publish(an_action(tenant, f"run task {number}"))
    taken = await fetch(dead, 3)
    await taken[1].ack()
    await dead._link.close()
    bus = await join(nats_server, tenant)
    bodies = [delivery.message.body for delivery in await fetch(bus, 2)]
    assert bodies == ["run task 0", "run task 2"]
    assert not await bus.fetch(1, 0.1)


async def test_who_only_publishes_takes_nothing_over(join, nats_server, tenant):
    consumer = await join(nats_server, tenant)
    await consumer.publish(an_action(tenant))
    await fetch(consumer, 1)
    publisher = await join(nats_server, tenant)
    await publisher.publish(an_action(tenant, "run task 2"))
    (delivery,) = await fetch(consumer, 1)
    assert delivery.message.body == "run task 2"
    assert not await consumer.fetch(1, 0.1)


async def test_what_was_not_looked_at_is_given_back_at_the_end(
    join, nats_server, tenant
):
    closing = await join(nats_server, tenant)
    waiting = await closing.fetch(5, 0.05)
    assert not waiting
    for number in range(3):
        await closing.publish(an_action(tenant, f"run task {number}"))
    await fetch(closing, 1)
    await closing.close()
    found = await fetch(await join(nats_server, tenant, sole_consumer=False), 2)
    assert {d.message.body for d in found} == {"run task 1", "run task 2"}


async def test_a_full_stream_refuses_and_loses_nothing(join, nats_server, tenant):
    bus = await join(nats_server, tenant)
    name = f"ACTIONS_{tenant}"
    config = await settings(nats_server, name)
    await ask_jetstream(nats_server, f"STREAM.UPDATE.{name}", {**config, "max_msgs": 2})
    for number in range(2):
        await bus.publish(an_action(tenant, f"run task {number}"))
    refused = an_action(tenant, "run task 2")
    with pytest.raises(BusUnavailable, match="maximum messages exceeded"):
        await bus.publish(refused)
    for delivery in await fetch(bus, 2):
        await delivery.ack()
    await until_it_works(bus.publish, refused)
    (delivery,) = await fetch(bus, 1)
    assert delivery.message == refused


async def test_a_message_that_is_too_long_for_the_server_is_refused(
    join, nats_server, tenant
):
    bus = await join(nats_server, tenant)
    bus._link._client._max_payload = 10
    with pytest.raises(BadMessage, match="larger than this NATS allows"):
        await bus.publish(an_action(tenant))
