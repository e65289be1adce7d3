from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from bus.spores.transport import SporeTransport


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "spores"


@pytest_asyncio.fixture
async def join(folder):
    """Open transports on the folder; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def join(**more):
            transport = SporeTransport(folder, **more)
            await transport.open()
            stack.push_async_callback(transport.close)
            return transport

        yield join


@pytest_asyncio.fixture
async def bus(join):
    return await join()
