from __future__ import annotations

import anyio
import pytest

from tests.contract.bus.messages import an_action, fetch

pytestmark = pytest.mark.asyncio


async def die(bus, *, reason: str = "why not", number: int = 1) -> None:
    for delivery in await fetch(bus, number):
        await delivery.reject(reason)


async def test_a_dead_letter_is_sent_again_under_its_own_id(kit, join):
    bus, other = await join(), await join()
    sent = an_action(kit.tenant, actor="alice", correlation_id="c-1", id="dead-1")
    await bus.publish(sent)
    await die(bus)
    assert await other.revive("dead-1")
    (again,) = await fetch(bus, 1)
    assert (again.message, again.tries) == (sent, 1)
    assert not await bus.dead_letters(10)


async def test_a_message_may_die_again_and_be_sent_again(bus, kit):
    await bus.publish(an_action(kit.tenant, id="dead-1"))
    for number in range(3):
        await die(bus, reason=f"reason {number}")
        (letter,) = await bus.dead_letters(10)
        assert letter.reason == f"reason {number}"
        assert await bus.revive("dead-1")
    assert len(await fetch(bus, 1)) == 1
    assert not await bus.fetch(1, 0.1)


async def test_a_dead_letter_is_discarded_and_the_others_stay(bus, kit):
    for number in range(3):
        await bus.publish(an_action(kit.tenant, f"run task {number}", id=f"m-{number}"))
    await die(bus, number=3)
    assert await bus.discard("m-1")
    assert [x.message.id for x in await bus.dead_letters(10)] == ["m-0", "m-2"]
    assert not await bus.fetch(1, 0.1)


async def test_two_may_discard_the_same_at_once(kit, join):
    bus, other = await join(), await join()
    await bus.publish(an_action(kit.tenant, id="dead-1"))
    await die(bus)
    async with anyio.create_task_group() as group:
        for one in (bus, other):
            group.start_soon(one.discard, "dead-1")
    assert not await bus.dead_letters(10)


async def test_what_is_not_dead_cannot_be_sent_again_or_discarded(bus, kit):
    await bus.publish(an_action(kit.tenant, id="alive"))
    assert not await bus.revive("alive")
    assert not await bus.discard("alive")
    assert len(await fetch(bus, 1)) == 1


async def test_dead_letters_outlive_their_process(kit, join):
    if not kit.features.durable:
        pytest.skip("not durable")
    leaving = kit.participant()
    await leaving.open()
    await leaving.publish(an_action(kit.tenant, id="dead-1"))
    await die(leaving)
    await leaving.close()
    bus = await join()
    assert await bus.revive("dead-1")
    (again,) = await fetch(bus, 1)
    assert again.message.id == "dead-1"
