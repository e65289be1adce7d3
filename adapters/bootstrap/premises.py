"""What a controller owns while it lives: lock, reaper, store, worktrees, broker.

Taken in this order and given back in the opposite one. What a controller that was
killed left behind is swept before anything else is touched.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

import anyio

from adapters.locking import ControllerLock
from adapters.nats_server.server import EmbeddedNats
from adapters.processes.marks import marked
from adapters.processes.sweep import sweep
from adapters.settings import environment

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

    from adapters.bootstrap.preparation import Prepared

LOG_BYTES = 2_000_000
LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Premises:
    """The resources of one controller, held while it is entered.

    Raises:
        Refused: another controller holds the state folder.

    """

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.server: EmbeddedNats | None = None
        self.swept: list[str] = []
        self._held = ExitStack()

    def __enter__(self) -> Self:
        """Take everything, or nothing."""
        with self._held as held:
            self._take(held)
            self._held = held.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give everything back."""
        self._held.__exit__(kind, error, trace)

    def _take(self, held: ExitStack) -> None:
        state = self.prepared.repository.state
        held.enter_context(ControllerLock(state))
        held.enter_context(_log_file(state))
        self.swept = sweep(state)
        self.prepared.reaper.start(state)
        held.callback(self.prepared.reaper.close)
        if self.prepared.bus == "nats":
            self.server = EmbeddedNats(state, marked(environment(), state))
            self.server.spawn()
            held.callback(_stop, self.server)
            self.prepared.reaper.register(self.server.pid, gentle=True)
        from adapters.sql.store import open_store

        self.store = open_store(state / "swarm.db")
        held.callback(self.store.close)


def _stop(server: EmbeddedNats) -> None:
    """Stop a server that outlived its event loop, if there ever was one."""
    if server.pid:
        anyio.run(server.stop)


def _log_file(state: Path) -> ExitStack:
    """Write the log of the house to a file while it is entered."""
    folder = state / "logs"
    folder.mkdir(exist_ok=True)
    handler = RotatingFileHandler(
        folder / "controller.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter(LOG_LINE))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    stack = ExitStack()
    stack.callback(handler.close)
    stack.callback(root.setLevel, level)
    stack.callback(root.removeHandler, handler)
    return stack
