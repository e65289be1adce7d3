"""Messages to send about, and ways to take all there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from bus import subjects
from bus.message import Message

if TYPE_CHECKING:
    from bus.ports import Delivery, Transport


def an_action(tenant: str = "default", body: str = "run task 1.2", **more: Any):
    return Message(subject=subjects.action(tenant, "run", "task"), body=body, **more)


def an_event(position: int, tenant: str = "default") -> Message:
    subject = subjects.event(tenant, "task", "0a" * 16, "TaskAdded")
    return Message(subject=subject, body=f'{{\n  "n": {position}\n}}', id=str(position))


async def fetch(bus: Transport, number: int) -> list[Delivery]:
    """Fetch exactly so many, within a time limit."""
    found: list[Delivery] = []
    with anyio.fail_after(10):
        while len(found) < number:
            found.extend(await bus.fetch(number - len(found), 5))
    return found
