from __future__ import annotations

import pytest

from bus.errors import RivalWriter
from tests.contract.bus.messages import an_event

pytestmark = pytest.mark.asyncio


async def test_an_empty_log_ends_at_zero(bus):
    assert await bus.last() == 0
    assert not await bus.read(0, 10)


async def test_events_are_read_as_they_were_appended(bus, kit):
    events = [an_event(position, kit.tenant) for position in (1, 2, 3)]
    await bus.append(events[:1], after=0)
    await bus.append(events[1:], after=1)
    assert await bus.last() == 3
    assert list(await bus.read(0, 10)) == events


async def test_positions_may_have_gaps(bus, kit):
    positions = [2, 3, 7, 20, 21]
    await bus.append([an_event(p, kit.tenant) for p in positions], after=0)
    for after in (0, 1, 2, 5, 7, 19, 20, 21, 90):
        found = [int(event.id) for event in await bus.read(after, 2)]
        assert found == [p for p in positions if p > after][:2]


async def test_many_events_keep_their_order(bus, kit):
    await bus.append([an_event(p, kit.tenant) for p in range(1, 1302)], after=0)
    assert await bus.last() == 1301
    read = [int(event.id) for event in await bus.read(0, 2000)]
    assert read == list(range(1, 1302))
    assert [int(event.id) for event in await bus.read(998, 3)] == [999, 1000, 1001]


async def test_a_writer_that_is_behind_is_told(kit, join):
    writer, rival = await join(), await join()
    await writer.append([an_event(1, kit.tenant)], after=0)
    await rival.append([an_event(2, kit.tenant), an_event(3, kit.tenant)], after=1)
    for events in ([2], [2, 3], [2, 3, 4]):
        with pytest.raises(RivalWriter):
            await writer.append([an_event(p, kit.tenant) for p in events], after=1)
    assert await writer.last() == 3
    await writer.append([an_event(4, kit.tenant)], after=3)
    assert [int(event.id) for event in await rival.read(0, 9)] == [1, 2, 3, 4]


async def test_a_writer_that_believes_too_much_is_told(bus, kit):
    with pytest.raises(RivalWriter):
        await bus.append([an_event(6, kit.tenant)], after=5)
    assert await bus.last() == 0
