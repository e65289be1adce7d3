"""A controller's door, and the command line as people start it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from adapters.local_door.server import LocalDoor

TOP = Path(__file__).parents[3]
PROGRAM = f"import sys; sys.path.insert(0, {str(TOP)!r}); from adapters.cli.main import main; main()"


def swarm(folder: Path, *words: str, **given) -> subprocess.CompletedProcess[str]:
    """Run `swarm` with these words in a folder."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **given,
    )


@dataclass
class Controller:
    """Listens at a door; keeps what it heard and gives `answer`, unless silent."""

    state: Path
    silent: bool = False
    heard: list[str] = field(default_factory=list)
    answer: dict = field(default_factory=lambda: {"success": True, "message": "done"})

    async def receive(self, line: str) -> str:
        self.heard.append(line)
        if self.silent:
            await anyio.sleep_forever()
        return json.dumps(self.answer)


@pytest.fixture
def controller(repository: Path) -> Iterator[Controller]:
    """Let a door be served in a thread, as a controller would."""
    there = Controller(repository / ".swarm")
    close = threading.Event()

    async def live() -> None:
        path = there.state / "run" / "control.sock"
        async with LocalDoor(path, there.receive, grace_s=0.05):
            opened.set()
            await anyio.to_thread.run_sync(close.wait)

    opened = threading.Event()
    with start_blocking_portal() as portal:
        life = portal.start_task_soon(live)
        assert opened.wait(10)
        yield there
        close.set()
        life.result(10)
