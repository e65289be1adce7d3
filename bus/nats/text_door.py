"""Lines of plain text on the command subject, answered with plain text."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio

from bus import subjects
from bus.errors import BusError
from bus.message import new_id
from bus.nats import codec
from bus.wake import Wake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anyio.abc import TaskGroup
    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from bus.message import Message
    from bus.nats.link import Link

log = logging.getLogger(__name__)

# Several controllers share the lines: each line goes to one of them.
QUEUE = "swarm"
MOST_AT_ONCE = 64


class NatsTextDoor:
    """Serves the command subject; lines are handled beside each other."""

    def __init__(self, link: Link, tenant: str) -> None:
        self._link = link
        self._subject = subjects.command(tenant)
        self._tasks: TaskGroup | None = None
        self._closed = Wake()
        link.subscribe.append(self._subscribe)

    async def serve(self, receive: Callable[[Message], Awaitable[str]]) -> None:
        """Serve until `close`."""
        client = await self._link.ready()
        self._receive = receive
        self._free = anyio.Semaphore(MOST_AT_ONCE)
        try:
            async with anyio.create_task_group() as self._tasks:
                await self._subscribe(client)
                await self._closed.wait(float("inf"))
                self._tasks.cancel_scope.cancel()
        finally:
            self._tasks = None

    def close(self) -> None:
        """Let `serve` end."""
        if self._tasks is not None:
            self._closed.notify()

    async def _subscribe(self, client: Client) -> None:
        if self._tasks is not None:
            await client.subscribe(self._subject, QUEUE, cb=self._take)

    async def _take(self, wire: Msg) -> None:
        await self._free.acquire()
        if self._tasks is not None:
            self._tasks.start_soon(self._handle, wire)

    async def _handle(self, wire: Msg) -> None:
        try:
            text = await self._answer(wire)
            if wire.reply:
                await self._link.send(wire.reply, text.encode())
        except BusError as error:
            log.warning("%s: no answer could be sent: %s", wire.subject, error)
        finally:
            self._free.release()

    async def _answer(self, wire: Msg) -> str:
        message = codec.from_wire(
            wire.subject, wire.data, wire.headers, fallback_id=new_id()
        )
        try:
            return await self._receive(message)
        except Exception:
            log.exception("the line %r could not be handled", message.body)
            return "error: this could not be handled; the controller's log says why"
