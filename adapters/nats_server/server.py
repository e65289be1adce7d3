"""The embedded NATS server of one state folder."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.nats_server.binary import find_binary
from adapters.nats_server.configuration import configuration
from adapters.nats_server.errors import NatsServerFailed
from adapters.nats_server.health import jetstream_works
from adapters.nats_server.leftover import stop_leftover
from adapters.nats_server.record import read_record, write_private, write_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapters.nats_server.record import NatsAddress

log = logging.getLogger(__name__)

PORT_TRIES = 3
PROBE_S = 0.004
STOP_S = 5.0
SHOWN_LOG = 800


class EmbeddedNats:
    """Starts, checks and stops the server. One object, one controller.

    `spawn` returns while the server boots, so that a caller can import what it needs
    meanwhile; `ready` waits for JetStream. `start` does both. `environment` is the
    server's own, ours when it is left out.
    """

    def __init__(
        self, state: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self._environment = environment
        self._run = state.absolute() / "run"
        self._store = state.absolute() / "nats"
        self._configuration = self._run / "nats.conf"
        self._log = self._run / "nats.log"
        self._record_path = self._run / "nats.json"
        self._record = read_record(self._record_path)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> NatsAddress:
        """Where the server listens, from `spawn` on."""
        return self._record.address

    @property
    def pid(self) -> int:
        """The server's process id, 0 when it does not run."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else 0

    def spawn(self) -> None:
        """Start the process, after stopping what a killed controller left behind.

        Raises:
            NatsServerMissing: there is no `nats-server` program.

        """
        if self.pid:
            return
        binary = find_binary()
        stop_leftover(self._record.pid, self._configuration)
        self._record = replace(self._record, pid=0, port=_free_port(self._record.port))
        self._store.mkdir(parents=True, exist_ok=True)
        write_private(
            self._configuration,
            configuration(self._record, store=self._store, log=self._log),
        )
        # What it says before it has read where its log is goes there all the same.
        with self._log.open("ab") as said:
            self._process = subprocess.Popen(
                [str(binary), "-c", str(self._configuration)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                env=self._environment,
            )
        self._record = replace(self._record, pid=self._process.pid)
        write_record(self._record_path, self._record)

    async def ready(self, timeout_s: float = 10.0) -> NatsAddress:
        """Wait until JetStream answers.

        Raises:
            NatsServerFailed: it ended or did not answer in time.

        """
        deadline = time.monotonic() + timeout_s
        tries = 1
        while not await jetstream_works(self.address):
            if not self.pid and tries < PORT_TRIES:
                tries += 1
                self.spawn()
            elif not self.pid or time.monotonic() > deadline:
                raise NatsServerFailed(self._complaint())
            await asyncio.sleep(PROBE_S)
        return self.address

    async def start(self) -> NatsAddress:
        """Spawn the server and wait until it is ready."""
        await asyncio.get_running_loop().run_in_executor(None, self.spawn)
        return await self.ready()

    async def supervise(self, look_s: float = 0.2) -> None:
        """Start the server again whenever it ends by itself, until cancelled.

        It comes back on its port with its data, so that clients reconnect.
        """
        while True:
            await asyncio.sleep(look_s)
            process = self._process
            if process is not None and process.poll() is not None:
                log.warning(
                    "the NATS server ended with status %s: it is started again",
                    process.returncode,
                )
                with contextlib.suppress(NatsServerFailed):
                    await self.start()

    async def healthy(self) -> bool:
        """Tell whether the process lives and its JetStream answers."""
        return bool(self.pid) and await jetstream_works(self.address)

    async def stop(self) -> None:
        """Stop the server and all that belongs to it; its data stays."""
        process, self._process = self._process, None
        if process is not None:
            await asyncio.get_running_loop().run_in_executor(None, _end, process)
            self._record = replace(self._record, pid=0)
            write_record(self._record_path, self._record)

    def _complaint(self) -> str:
        with contextlib.suppress(OSError):
            log = self._log.read_text(encoding="utf-8", errors="replace")
            return (
                f"The NATS server did not start; {self._log} ends: {log[-SHOWN_LOG:]}"
            )
        return f"The NATS server did not start and wrote no {self._log}"


def _free_port(wanted: int) -> int:
    """Find a free port, if it can be the one that clients know already."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise NatsServerFailed("There is no free port on 127.0.0.1 for the NATS server")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_S)
