"""Runs one program to its end and leaves nothing of it behind."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from adapters.processes.child import Child
from adapters.processes.text import readable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

GRACE_S = 5.0
TAIL_BYTES = 4000


class Guard(Protocol):
    """Ends process groups when the controller dies; see `Reaper`."""

    def register(self, pgid: int, *, gentle: bool = False) -> None:
        """Take a process group into care."""
        ...

    def forget(self, pgid: int) -> None:
        """Say that the process group has ended."""
        ...


@dataclass(frozen=True)
class Finished:
    """How a program ended.

    `exit_code` is the status it exited with, or None if a signal ended it;
    `signalled` is that signal's number, or None. `tail` is the readable end of what it
    printed, at most 4000 bytes. `left_behind` counts the processes that it left running.
    """

    exit_code: int | None
    signalled: int | None
    timed_out: bool
    elapsed_s: float
    tail: str
    left_behind: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether it exited with 0 in time."""
        return self.exit_code == 0 and not self.timed_out


async def run(  # noqa: PLR0913
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin_text: str | None = None,
    log: Path,
    time_limit_s: float | None = None,
    label: str,
    guard: Guard | None = None,
    grace_s: float = GRACE_S,
) -> Finished:
    """Run a program in a session of its own, with its output in a bounded log.

    On cancellation and after `time_limit_s` seconds its process group gets SIGTERM and,
    `grace_s` seconds later, SIGKILL. Whatever it started is ended with it: what is in
    its session, descends from it, or carries its mark (`env` has to come from
    `marks.marked`). `label` names it in the log.

    Raises:
        OSError: the program could not be started.

    """
    begun = time.monotonic()
    child = Child(argv, cwd=cwd, env=env, stdin_text=stdin_text, log=log)
    timed_out = False
    try:
        if guard:
            guard.register(child.pid)
        timed_out = not await child.exits(time_limit_s)
        if timed_out:
            child.log.note(f"{label} was stopped after {time_limit_s:g} s: too long")
    except asyncio.CancelledError:
        child.log.note(f"{label} was cancelled")
        raise
    finally:
        ended = time.monotonic() if child.exited else None
        await child.end(grace_s)
        if guard:
            guard.forget(child.pid)
    code = child.returncode
    return Finished(
        exit_code=code if code >= 0 else None,
        signalled=-code if code < 0 else None,
        timed_out=timed_out,
        elapsed_s=(ended or time.monotonic()) - begun,
        tail=readable(child.log.tail, TAIL_BYTES),
        left_behind=child.left_behind,
    )
