from __future__ import annotations

import anyio
import pytest

from tests.contract.bus.messages import an_action, fetch

pytestmark = pytest.mark.asyncio

SHORT_S = 0.4


async def test_a_fetch_gives_nothing_after_its_wait(bus):
    began = anyio.current_time()
    assert not await bus.fetch(1, 0.1)
    assert 0.09 <= anyio.current_time() - began < 2


async def test_a_fetch_gives_at_most_its_limit(bus, kit):
    for number in range(5):
        await bus.publish(an_action(kit.tenant, f"run task {number}"))
    assert [d.message.body for d in await fetch(bus, 2)] == ["run task 0", "run task 1"]
    assert len(await fetch(bus, 3)) == 3


async def test_a_waiting_fetch_wakes_at_a_publication(kit, join):
    consumer, publisher = await join(), await join()
    async with anyio.create_task_group() as group:

        async def publish():
            await publisher.publish(an_action(kit.tenant))
            times.append(anyio.current_time())

        times: list[float] = []
        group.start_soon(publish)
        assert len(await consumer.fetch(1, 10)) == 1
        woke = anyio.current_time()
    assert woke - times[0] < 1


async def test_a_message_that_was_acked_never_comes_again(kit, join):
    bus = await join(SHORT_S)
    await bus.publish(an_action(kit.tenant))
    (delivery,) = await fetch(bus, 1)
    await delivery.ack()
    assert not await bus.fetch(1, 2 * SHORT_S)


async def test_a_message_that_is_not_settled_comes_again(kit, join):
    bus = await join(SHORT_S)
    await bus.publish(an_action(kit.tenant, "run task 1"))
    (first,) = await fetch(bus, 1)
    (second,) = await fetch(bus, 1)
    assert (first.tries, second.tries) == (1, 2)
    assert second.message == first.message


async def test_a_message_given_back_comes_again_at_once(bus, kit):
    await bus.publish(an_action(kit.tenant))
    (delivery,) = await fetch(bus, 1)
    await delivery.nak()
    (again,) = await bus.fetch(1, 5)
    assert again.tries == 2


async def test_a_message_given_back_with_a_delay_comes_no_sooner(bus, kit):
    await bus.publish(an_action(kit.tenant))
    (delivery,) = await fetch(bus, 1)
    began = anyio.current_time()
    await delivery.nak(0.3)
    assert not await bus.fetch(1, 0.1)
    await fetch(bus, 1)
    assert 0.29 <= anyio.current_time() - began < 3


async def test_others_go_on_while_one_message_is_delayed(bus, kit):
    for number in (1, 2):
        await bus.publish(an_action(kit.tenant, f"run task {number}"))
    first, _ = await fetch(bus, 2)
    await first.nak(60)
    await bus.publish(an_action(kit.tenant, "run task 3"))
    (third,) = await fetch(bus, 1)
    assert third.message.body == "run task 3"


async def test_a_rejected_message_lies_with_the_dead_letters(kit, join):
    bus = await join(SHORT_S)
    sent = an_action(kit.tenant, "run task 1", actor="alice", correlation_id="c-1")
    await bus.publish(sent)
    (delivery,) = await fetch(bus, 1)
    await delivery.reject("it has\nno such task")
    assert not await bus.fetch(1, 2 * SHORT_S)
    (letter,) = await bus.dead_letters(10)
    assert letter.message == sent
    assert (letter.reason, letter.tries) == ("it has no such task", 1)


async def test_dead_letters_are_listed_oldest_first(bus, kit):
    for number in range(3):
        await bus.publish(an_action(kit.tenant, f"run task {number}"))
    for delivery in await fetch(bus, 3):
        await delivery.reject("why not")
    letters = await bus.dead_letters(2)
    assert [x.message.body for x in letters] == ["run task 0", "run task 1"]


async def test_only_the_first_settling_counts(kit, join):
    bus = await join(SHORT_S)
    await bus.publish(an_action(kit.tenant))
    (delivery,) = await fetch(bus, 1)
    await delivery.ack()
    await delivery.nak()
    await delivery.reject("too late")
    assert not await bus.fetch(1, 2 * SHORT_S)
    assert not await bus.dead_letters(1)


async def test_two_consumers_share_the_messages(kit, join):
    one, other = await join(), await join()
    for number in range(20):
        await one.publish(an_action(kit.tenant, f"run task {number}"))
    taken = [*(await fetch(one, 10)), *(await fetch(other, 10))]
    assert len({delivery.message.id for delivery in taken}) == 20
    assert not await other.fetch(1, 0.2)


async def test_what_a_consumer_leaves_unsettled_comes_to_another(kit, join):
    if not kit.features.durable:
        pytest.skip("all is one process")
    leaving = kit.participant(SHORT_S)
    await leaving.open()
    await leaving.publish(an_action(kit.tenant, "run task 1"))
    await fetch(leaving, 1)
    await leaving.close()
    (delivery,) = await fetch(await join(SHORT_S), 1)
    assert (delivery.message.body, delivery.tries) == ("run task 1", 2)
