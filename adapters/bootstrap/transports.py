"""Which transport carries the messages, and the broker behind it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bus.memory import MemoryTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.nats_server.server import EmbeddedNats
    from bus.ports import Transport

TENANT = "default"


@asynccontextmanager
async def open_transport(
    bus: str, state: Path, server: EmbeddedNats | None
) -> AsyncIterator[Transport]:
    """Open the transport of this name; close it, and stop its broker, at the end."""
    transport = await _connect(bus, state, server)
    try:
        await transport.open()
        try:
            yield transport
        finally:
            await transport.close()
    finally:
        if server is not None:
            await server.stop()


async def _connect(bus: str, state: Path, server: EmbeddedNats | None) -> Transport:
    if bus == "memory":
        return MemoryTransport(TENANT)
    if bus == "spores":
        from bus.spores.transport import SporeTransport

        return SporeTransport(state / "spores", TENANT)
    assert server is not None  # noqa: S101  (bus nats always has one)
    address = await server.ready()
    from bus.nats.transport import NatsTransport

    return NatsTransport(
        address.url, user=address.user, password=address.password, tenant=TENANT
    )
