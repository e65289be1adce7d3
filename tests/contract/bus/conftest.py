from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.contract.bus.transports.memory import MemoryKit
from tests.contract.bus.transports.nats import NatsKit
from tests.contract.bus.transports.spores import SporeKit
from tests.fixtures.nats import nats_server  # noqa: F401

TRANSPORTS = {
    "memory": MemoryKit,
    "spores": SporeKit,
    "nats": NatsKit,
}


@pytest.fixture(params=list(TRANSPORTS.values()), ids=list(TRANSPORTS))
def kit(request, tmp_path):
    return request.param(request, tmp_path / "bus")


@pytest_asyncio.fixture
async def join(kit):
    """Open participants; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def join(ack_wait_s: float = 30.0):
            transport = kit.participant(ack_wait_s)
            await transport.open()
            stack.push_async_callback(transport.close)
            return transport

        yield join


@pytest_asyncio.fixture
async def bus(join):
    """Open the first participant."""
    return await join()
