from __future__ import annotations

from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import pytest_asyncio

from adapters.nats_server.server import EmbeddedNats
from bus.nats.transport import NatsTransport
from tests.fixtures.nats import nats_server  # noqa: F401


@pytest.fixture
def tenant():
    return f"t{uuid4().hex[:12]}"


@pytest_asyncio.fixture
async def server(tmp_path):
    """Start a server of the test's own, which it may treat badly."""
    server = EmbeddedNats(tmp_path / "state")
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture
async def join():
    """Open transports at an address; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def join(address, tenant="default", **more):
            transport = NatsTransport(
                address.url,
                user=address.user,
                password=address.password,
                tenant=tenant,
                **more,
            )
            stack.push_async_callback(transport.close)
            await transport.open()
            return transport

        yield join
