from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bus.errors import BadMessage, BusUnavailable
from tests.contract.bus.messages import an_action, fetch

pytestmark = pytest.mark.asyncio


async def test_a_message_arrives_as_it_was_published(bus, kit):
    sent = an_action(
        kit.tenant,
        body="run task 1.2\n\n  ```yaml\n\tna\u00efve: \u4efb\u52a1 \u2028 \x07 \n\n",
        id="saga:checkout/1.2#3",
        correlation_id="c-1",
        causation_id="because: of this",
        actor="Zo\u00eb <zoe@example.invalid>",
        sent_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone.utc),
        reply_to="_INBOX.someone",
        headers={"Traceparent": "00-ab-cd-01", "Empty": ""},
    )
    await bus.publish(sent)
    (delivery,) = await fetch(bus, 1)
    assert delivery.message == sent


async def test_a_message_is_stored_once_for_its_id(bus, kit):
    message = an_action(kit.tenant)
    for _ in range(3):
        await bus.publish(message)
    await fetch(bus, 1)
    assert not await bus.fetch(10, 0.2)


async def test_messages_of_one_publisher_keep_their_order(bus, kit):
    for number in range(150):
        await bus.publish(an_action(kit.tenant, f"run task {number}"))
    deliveries = await fetch(bus, 150)
    assert [d.message.body for d in deliveries] == [f"run task {n}" for n in range(150)]


async def test_a_message_that_cannot_travel_is_refused(bus, kit):
    with pytest.raises(BadMessage, match="correlation id"):
        await bus.publish(an_action(kit.tenant, correlation_id="a.b"))
    assert not await bus.fetch(1, 0)


async def test_nothing_goes_through_a_transport_that_is_not_open(kit):
    transport = kit.participant()
    with pytest.raises(BusUnavailable):
        await transport.publish(an_action(kit.tenant))
    await transport.open()
    await transport.publish(an_action(kit.tenant))
    await transport.close()
    with pytest.raises(BusUnavailable):
        await transport.fetch(1, 0)


async def test_what_was_published_outlives_its_publisher(kit, join):
    if not kit.features.durable:
        pytest.skip("not durable")
    publisher = kit.participant()
    await publisher.open()
    await publisher.publish(an_action(kit.tenant, "run task 7"))
    await publisher.close()
    (delivery,) = await fetch(await join(), 1)
    assert delivery.message.body == "run task 7"


async def test_opening_and_closing_twice_is_harmless(kit):
    transport = kit.participant()
    for _ in range(2):
        await transport.open()
    for _ in range(2):
        await transport.close()
