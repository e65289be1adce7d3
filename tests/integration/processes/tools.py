"""What the tests of processes share."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from adapters.processes import marks, table
from adapters.processes.environment import child_environment
from adapters.processes.run import Finished, run

ROOT = Path(__file__).parents[3]


class House:
    """A state folder, and commands that run in its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / ".swarm"
        self.log = self.state / "logs" / "attempt.log"

    def environment(self) -> dict[str, str]:
        return child_environment(
            os.environ, state=self.state, cwd=self.folder, facts={}
        )

    async def run(self, script: str, **options) -> Finished:
        return await self.run_argv(["/bin/sh", "-c", script], **options)

    async def run_argv(self, argv: list[str], **options) -> Finished:
        settings = {"cwd": self.folder, "log": self.log, "label": "test", **options}
        return await run(argv, env=self.environment(), **settings)

    def marked(self) -> list[int]:
        """List the living processes that were started for this state folder."""
        mine = marks.digest(self.state).encode()
        return [
            one.pid
            for one in table.processes()
            if any(mark.startswith(mine) for mark in table.marks_of(one.pid))
        ]

    def pid_in(self, name: str) -> int:
        """Wait for a file with a process id in it, and give the id."""
        path = self.folder / name
        until(lambda: path.exists() and path.read_text().endswith("\n"), f"{name}")
        return int(path.read_text())

    def start_controller(self, body: str) -> subprocess.Popen[bytes]:
        """Start a controller of this state folder: a process that runs `body`."""
        head = (
            "import asyncio, os, sys\n"
            "from pathlib import Path\n"
            "from tests.integration.processes.tools import House\n"
            "from adapters.processes.reaper import Reaper\n"
            f"house = House(Path({str(self.folder)!r}))\n"
        )
        return subprocess.Popen(
            [sys.executable, "-c", head + body],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            start_new_session=True,
        )


def until(condition: Callable[[], object], what: str, limit_s: float = 10.0) -> float:
    """Wait until a condition holds; give the seconds that took."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > limit_s:
            raise AssertionError(f"not within {limit_s} s: {what}")
        time.sleep(0.01)
    return time.monotonic() - begun


def lives(pid: int) -> bool:
    return table.find(pid) is not None
