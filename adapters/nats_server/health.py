"""Asks a NATS server whether it and its JetStream work, without a client library."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from adapters.nats_server.record import NatsAddress

INBOX = "_INBOX.swarm.health"


async def jetstream_works(address: NatsAddress, timeout_s: float = 2.0) -> bool:
    """Log in and ask JetStream for its account's state; tell whether it answered."""
    try:
        return await asyncio.wait_for(_ask(address), timeout_s)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ValueError):
        return False


async def _ask(address: NatsAddress) -> bool:
    place = urlsplit(address.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(_question(address))
        while True:
            line = await reader.readline()
            if line.startswith(b"MSG "):
                answer = json.loads(await reader.readline())
                return "error" not in answer
            if not line or line.startswith(b"-ERR"):
                return False
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _question(address: NatsAddress) -> bytes:
    login = {
        "user": address.user,
        "pass": address.password,
        "verbose": False,
        "name": "swarm health check",
    }
    return (
        f"CONNECT {json.dumps(login)}\r\n"
        f"SUB {INBOX} 1\r\n"
        f"PUB $JS.API.INFO {INBOX} 0\r\n\r\n"
    ).encode()
