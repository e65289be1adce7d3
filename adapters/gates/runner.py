"""Runs gates on exactly one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from anyio import to_thread

from adapters.processes.environment import child_environment
from adapters.processes.run import run
from adapters.processes.shell import SHELL
from commands.ports import GateResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from adapters.processes.run import Finished, Guard

TIME_LIMIT_S = 1800.0
NO_GATE = "(no gate)"
# The worktree sees commit after commit. Python tells a stale .pyc by the size and the
# second of its source: two commits within one second would be taken for each other.
_FRESH = {"PYTHONDONTWRITEBYTECODE": "1"}


class GateRunner:
    """Runs the gates of a project, one after the other, in a scratch worktree.

    `checkout` puts a commit into the scratch worktree and tells where that is; it
    blocks. One check at a time uses the worktree; another one waits.
    """

    def __init__(  # noqa: PLR0913
        self,
        commands: Sequence[str],
        *,
        checkout: Callable[[str], Path],
        state: Path,
        environment: Mapping[str, str],
        swarm: str = "",
        guard: Guard | None = None,
        time_limit_s: float | None = TIME_LIMIT_S,
    ) -> None:
        self._commands = tuple(commands)
        self._checkout = checkout
        self._state = state
        self._environment = environment
        self._swarm = swarm
        self._guard = guard
        self._time_limit_s = time_limit_s
        self._slot = anyio.Lock()

    async def check(self, *, integration: str, head: str) -> Sequence[GateResult]:
        """Run the gates in order up to the first that does not pass.

        Without gates there is one passed result named `(no gate)`.

        Raises:
            OSError: a gate could not be started at all; the commit is not to blame.

        """
        if not self._commands:
            return [GateResult(NO_GATE, "passed", 0.0)]
        async with self._slot:
            folder = await to_thread.run_sync(self._checkout, head)
            results = []
            for number, command in enumerate(self._commands, start=1):
                log = self._state / "logs" / "gates" / f"{integration}-{number}.log"
                results.append(await self._run(command, folder, head, log))
                if results[-1].status != "passed":
                    break
            return results

    async def _run(
        self, command: str, folder: Path, head: str, log: Path
    ) -> GateResult:
        finished = await run(
            [SHELL, "-c", command],
            cwd=folder,
            env=child_environment(
                {**_FRESH, **self._environment},
                state=self._state,
                cwd=folder,
                facts={"SWARM_ID": self._swarm, "SWARM_GATE_COMMIT": head},
            ),
            log=log,
            time_limit_s=self._time_limit_s,
            label=f"gate `{command}`",
            guard=self._guard,
        )
        return GateResult(
            command=command,
            status=_status(finished),
            elapsed_s=finished.elapsed_s,
            log=str(log),
            excerpt=_excerpt(finished),
        )


def _excerpt(finished: Finished) -> str:
    if finished.succeeded:
        return finished.tail
    ending = f"(exit status {finished.exit_code})"
    if finished.timed_out:
        ending = f"(stopped after {finished.elapsed_s:.0f} s: too long)"
    elif finished.signalled is not None:
        ending = f"(ended by signal {finished.signalled})"
    return f"{finished.tail}\n{ending}".lstrip("\n")


def _status(finished: Finished) -> str:
    if finished.timed_out:
        return "timed-out"
    return "passed" if finished.succeeded else "failed"
