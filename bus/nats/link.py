"""The connection to NATS, with the library's errors turned into the bus's."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from typing import TYPE_CHECKING, Any

import anyio
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError, NoRespondersError

from bus.errors import BadMessage, BusError, BusMisconfigured, BusUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from nats.aio.msg import Msg

    from bus.nats.login import Login

log = logging.getLogger(__name__)

OPEN_S = 5.0
REQUEST_S = 5.0
SERVER_FAULT = 500


class ApiError(BusError):
    """JetStream refused a request; `code` is like HTTP's, `err_code` is precise."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        self.code = int(error.get("code", SERVER_FAULT))
        self.err_code = int(error.get("err_code", 0))
        self.description = str(error.get("description", ""))
        super().__init__(f"{self.description} (JetStream error {self.err_code})")


class Link:
    """One connection that comes back by itself.

    `subscribe` runs on each new client, `prepare` before the first use after each
    (re)connection, `on_break` when the connection is lost.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self._client: Client | None = None
        # What is known of streams holds for one generation: a break begins the next.
        self.generation = 1
        self._prepared = 0
        self._complaint = ""
        self._entering = False
        self.subscribe: list[Callable[[Client], Awaitable[None]]] = []
        self.prepare: list[Callable[[], Awaitable[None]]] = []
        self.on_break: list[Callable[[], None]] = []
        self._asking: set[anyio.CancelScope] = set()

    async def open(self) -> None:
        """Connect and prepare.

        Raises:
            BusUnavailable: there is no server, or it does not let us in.
            BusMisconfigured: what is there does not fit what is needed.

        """
        if self._client is None:
            self._lock = asyncio.Lock()
            await self._connect()
        await self.ready()

    async def close(self) -> None:
        """Disconnect, sending what waits to be sent."""
        client, self._client = self._client, None
        if client is not None:
            await _close(client)
            self._broken()

    def mark_unprepared(self) -> None:
        """Prepare again before the next use: something that was there is gone."""
        self.generation += 1

    async def ready(self) -> Client:
        """Give a client that is connected and prepared.

        Raises:
            BusUnavailable: there is none now.

        """
        if self._client is not None and self._client.is_closed:
            async with self._lock:
                await self._connect_anew()
        client = self.connected()
        if self._prepared != self.generation:
            async with self._lock:
                await self._prepare()
        return client

    def connected(self) -> Client:
        """Give the client if it is connected, prepared or not.

        Raises:
            BusUnavailable: it is not.

        """
        if self._client is None:
            raise BusUnavailable("the NATS transport is not open")
        if not self._client.is_connected:
            raise BusUnavailable(
                f"NATS at {self._login.url} is away: {self._complaint}"
            )
        return self._client

    async def send(
        self,
        subject: str,
        payload: bytes = b"",
        *,
        reply: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        """Send without waiting for anything."""
        with self._translated():
            await self.connected().publish(subject, payload, reply, headers)

    async def ask(
        self,
        subject: str,
        payload: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        timeout_s: float = REQUEST_S,
    ) -> Msg:
        """Send and wait for the answer, as long as the connection holds."""
        with anyio.CancelScope() as scope, self._translated():
            self._asking.add(scope)
            try:
                return await self.connected().request(
                    subject, payload, timeout=timeout_s, headers=headers
                )
            finally:
                self._asking.discard(scope)
        raise BusUnavailable(f"the connection to NATS at {self._login.url} broke")

    async def api(
        self,
        subject: str,
        request: Mapping[str, Any] | None = None,
        *,
        timeout_s: float = REQUEST_S,
    ) -> dict[str, Any]:
        """Ask JetStream's API, `subject` without its prefix.

        Raises:
            ApiError: it answered with an error.
            BusUnavailable: it did not answer.

        """
        payload = json.dumps(request).encode() if request is not None else b""
        answer = await self.ask(f"$JS.API.{subject}", payload, timeout_s=timeout_s)
        return checked(answer)

    # ------------------------------------------------------------ inside

    async def _connect_anew(self) -> None:
        """Connect again after the server has shut us out for good."""
        if self._client is not None and self._client.is_closed:
            await self._connect()

    async def _prepare(self) -> None:
        generation = self.generation
        if self._prepared != generation:
            for step in self.prepare:
                await step()
            self._prepared = generation

    async def _connect(self) -> None:
        options = self._login.options()
        client = Client()
        self._entering = True
        try:
            with self._translated():
                await asyncio.wait_for(self._enter(client, options), OPEN_S)
        except BusUnavailable as error:
            reason = self._complaint or error
            raise BusUnavailable(
                f"NATS at {self._login.url} is away: {reason}"
            ) from error
        finally:
            self._entering = False
            if not client.is_connected:
                await _close(client)
        self._client = client

    async def _enter(self, client: Client, options: Mapping[str, Any]) -> None:
        await client.connect(
            **options,
            error_cb=self._on_error,
            disconnected_cb=self._on_disconnected,
        )
        for subscribe in self.subscribe:
            await subscribe(client)

    async def _on_error(self, error: Exception) -> None:
        self._complaint = str(error) or type(error).__name__
        log.debug("nats: %s", self._complaint)
        if self._entering and "authorization" in self._complaint.lower():
            raise BusMisconfigured(
                f"NATS at {self._login.url} does not let user {self._login.user!r} in: "
                "check the user and the password"
            )

    async def _on_disconnected(self) -> None:
        self._broken()

    def _broken(self) -> None:
        self.generation += 1
        for scope in self._asking:
            scope.cancel()
        for hook in self.on_break:
            hook()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except NoRespondersError as error:
            self.mark_unprepared()
            raise BusUnavailable("NATS has nothing that takes this now") from error
        except MaxPayloadError as error:
            raise BadMessage("the message is larger than this NATS allows") from error
        except (NatsError, OSError, asyncio.TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise BusUnavailable(f"NATS at {self._login.url}: {reason}") from error
        except TypeError as error:
            if "NoneType" not in str(error):
                raise
            # A write on a broken connection, as Python 3.13.0 tells it.
            raise BusUnavailable(f"NATS at {self._login.url} is gone") from error


async def _close(client: Client) -> None:
    """Send what waits to be sent and close; nothing is left behind if that fails.

    The library stops half-way when the connection breaks under its last write (which
    Python 3.13.0 tells by a TypeError); with nothing to write it goes through.
    """
    try:
        await client.close()
    except (OSError, TypeError):
        client._pending_data_size = 0  # noqa: SLF001
        client._status = Client.DISCONNECTED  # noqa: SLF001
        await client.close()


def checked(answer: Msg) -> dict[str, Any]:
    """Read an answer of JetStream.

    Raises:
        ApiError: it is an error.

    """
    content: dict[str, Any] = json.loads(answer.data)
    if "error" in content:
        raise ApiError(content["error"])
    return content
