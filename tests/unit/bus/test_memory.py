from __future__ import annotations

import pytest

from bus import memory
from bus.memory import MemoryTransport
from tests.contract.bus.messages import an_action


@pytest.mark.asyncio
async def test_ids_are_remembered_up_to_a_number(monkeypatch):
    monkeypatch.setattr(memory, "REMEMBERED_IDS", 2)
    bus = MemoryTransport()
    await bus.open()
    for id_ in ("a", "b", "c", "c", "b", "a"):
        await bus.publish(an_action(id=id_))
    taken = [delivery.message.id for delivery in await bus.fetch(10, 0)]
    assert taken == ["a", "b", "c", "a"]
