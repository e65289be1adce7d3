"""The controller's side of the local door.

One line of text in, one line of JSON out (an ActionResult), as often as the client
likes: `nc -U .swarm/run/control.sock` is a client. Only the owner may connect.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Callable

import anyio

from adapters.local_door.socket_file import bind, clear_stale, place, record, remove

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from types import TracebackType

    from typing_extensions import Self

    Receive = Callable[[str], Awaitable[str]]

log = logging.getLogger(__name__)

LONGEST_LINE = 65536
MOST_CLIENTS = 64


class LocalDoor:
    """Listens on a Unix socket while it is entered.

    `receive` gets each line and gives the answer as JSON text. An idle client is let
    go after `idle_s` seconds; an answer that takes longer than `answer_s` seconds is
    given up, though what was asked may still be carried out; on leaving, answers that
    are on their way get `grace_s` seconds.

    Raises:
        DoorTaken: somebody listens on the socket already.

    """

    def __init__(
        self,
        socket_path: Path,
        receive: Receive,
        *,
        idle_s: float = 300.0,
        answer_s: float = 120.0,
        grace_s: float = 1.0,
    ) -> None:
        self._path = Path(socket_path)
        self._receive = receive
        self._idle_s = idle_s
        self._answer_s = answer_s
        self._grace_s = grace_s
        self._bound = self._path
        self._closing = False
        self._server: asyncio.AbstractServer | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Begin to listen, in the place of a controller that was killed."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        clear_stale(self._path)
        self._bound = place(self._path)
        listener = bind(self._bound)
        record(self._path, self._bound)
        self._server = await asyncio.start_unix_server(
            self._serve, sock=listener, limit=LONGEST_LINE
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening, finish the answers that are on their way, clean up."""
        assert self._server is not None  # noqa: S101  (entered before)
        self._closing = True
        self._server.close()
        remove(self._path, self._bound)
        for client in self._clients - self._answering:
            client.cancel()
        if self._answering:
            await asyncio.wait(self._answering, timeout=self._grace_s)
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        client = asyncio.current_task()
        assert client is not None  # noqa: S101  (streams run it as a task)
        self._clients.add(client)
        try:
            await self._converse(client, reader, writer)
            await self._hear_out(reader, writer)
        except asyncio.CancelledError:
            pass  # the door closes; a cancelled stream task would be reported loudly
        except OSError:
            log.debug("a client of the local door went away")
        finally:
            await self._part(writer)
            self._clients.discard(client)
            self._answering.discard(client)

    async def _hear_out(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Read what else comes: closing with unread data would undo the answer."""
        with anyio.move_on_after(self._grace_s):
            writer.write_eof()
            while await reader.read(LONGEST_LINE):
                pass

    async def _part(self, writer: asyncio.StreamWriter) -> None:
        """Let the last answer reach a client that reads; do not wait for others."""
        try:
            writer.close()
            with anyio.move_on_after(self._grace_s), suppress(OSError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()

    async def _converse(
        self,
        client: asyncio.Task[None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        while not self._closing:
            with anyio.move_on_after(self._idle_s) as idle:
                line = await _next_line(reader)
            if idle.cancelled_caught or line is None:
                return
            if len(self._clients) > MOST_CLIENTS:
                line = _Refused(
                    f"more than {MOST_CLIENTS} clients ask: try again later"
                )
            if isinstance(line, _Refused):
                await self._send(writer, refusal(str(line)))
                return
            self._answering.add(client)
            await self._send(writer, await self._answer(line))
            self._answering.discard(client)

    async def _send(self, writer: asyncio.StreamWriter, answer: str) -> None:
        """Send an answer as one line, whatever its JSON was laid out like."""
        if "\n" in answer:
            answer = json.dumps(json.loads(answer), ensure_ascii=False)
        writer.write(answer.encode() + b"\n")
        with anyio.fail_after(self._idle_s):  # a client may never read
            await writer.drain()

    async def _answer(self, raw: bytes) -> str:
        try:
            line = raw.decode()
        except UnicodeDecodeError:
            return refusal("the line is not UTF-8 text")
        if not line:
            return refusal("the line is empty: `help` lists all commands")
        try:
            with anyio.fail_after(self._answer_s):
                return await self._receive(line)
        except TimeoutError:
            return refusal(
                f"no answer within {self._answer_s:g} s: "
                "what was asked may still be carried out"
            )
        except Exception:
            log.exception("a line at the local door could not be answered")
            return refusal(
                "the controller failed to answer: its log says why, "
                "and what was asked may still be carried out"
            )


class _Refused(str):
    """Why a line is not taken."""

    __slots__ = ()


async def _next_line(reader: asyncio.StreamReader) -> bytes | _Refused | None:
    """Read the next line; None at the end.

    A blank line is a line, too: whoever sent it waits for an answer.
    """
    try:
        line = await reader.readline()
    except ValueError:
        return _Refused(f"a line has at most {LONGEST_LINE} bytes")
    return line.strip() if line else None


def refusal(message: str) -> str:
    """Say in an ActionResult's form that the door could not take a line."""
    return json.dumps(
        {
            "success": False,
            "message": message,
            "data": {},
            "side_effects": [],
            "execution_time_s": 0.0,
            "correlation_id": "",
        },
        ensure_ascii=False,
    )
