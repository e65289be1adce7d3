"""NATS as others use it, without our code."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import Any

import nats


@asynccontextmanager
async def raw_client(address):
    client = await nats.connect(
        address.url, user=address.user, password=address.password
    )
    try:
        yield client
    finally:
        await client.close()


async def ask_jetstream(address, subject: str, request: Any = None) -> dict[str, Any]:
    async with raw_client(address) as client:
        payload = json.dumps(request).encode() if request is not None else b""
        answer = await client.request(f"$JS.API.{subject}", payload, 5)
        content: dict[str, Any] = json.loads(answer.data)
        return content
