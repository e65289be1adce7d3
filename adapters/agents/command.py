"""An agent that is a shell command."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from adapters.agents.briefs import keep_brief
from adapters.processes.environment import child_environment
from adapters.processes.run import run
from adapters.processes.shell import SHELL
from adapters.processes.text import last_lines
from commands.ports import Assignment, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapters.processes.run import Finished, Guard

_NOT_EXECUTABLE = 126
_NOT_FOUND = 127
_BY_SIGNAL = 128
_LINES = 5
_CHARACTERS = 600


class CommandAgent:
    """Runs `/bin/sh -c COMMAND` in the worktree of each assignment.

    The brief comes on standard input and as the file `SWARM_TASK_BRIEF`, the facts of
    the assignment in `SWARM_*` variables. Exit status 0 means done.
    """

    def __init__(  # noqa: PLR0913
        self,
        command: str,
        *,
        state: Path,
        environment: Mapping[str, str],
        guard: Guard | None = None,
        time_limit_s: float | None = None,
        grace_s: float = 5.0,
    ) -> None:
        self._command = command
        self._state = state
        self._environment = environment
        self._guard = guard
        self._time_limit_s = time_limit_s
        self._grace_s = grace_s

    async def work(self, assignment: Assignment) -> Outcome:
        """Run the command to its end; cancelling stops every process it started."""
        worktree = assignment.workspace.path
        try:
            brief = keep_brief(self._state, assignment)
            finished = await run(
                [SHELL, "-c", self._command],
                cwd=worktree,
                env=child_environment(
                    self._environment,
                    state=self._state,
                    cwd=worktree,
                    facts=_facts(assignment, brief),
                ),
                stdin_text=assignment.brief,
                log=assignment.log,
                time_limit_s=self._time_limit_s,
                label=f"task {assignment.task} attempt {assignment.attempt}",
                guard=self._guard,
                grace_s=self._grace_s,
            )
        except OSError as error:
            return Outcome(
                done=False, reason=f"the agent could not be started: {error}"
            )
        return Outcome(
            done=finished.succeeded,
            reason="" if finished.succeeded else reason(finished),
            busy_s=finished.elapsed_s,
        )


def reason(finished: Finished) -> str:
    """Say in one line why an agent failed, with the last lines of its output."""
    said = last_lines(finished.tail, _LINES, _CHARACTERS)
    return f"{_ending(finished)}; " + (
        f"its last output: {said}" if said else "it printed nothing"
    )


def _ending(finished: Finished) -> str:
    if finished.timed_out:
        return f"the agent was stopped after {finished.elapsed_s:.0f} s: too long"
    if finished.signalled is not None:
        return f"the agent was ended by {_name(finished.signalled)}"
    code = finished.exit_code or 0
    if code == _NOT_FOUND:
        return "the agent ended with exit status 127 (command not found)"
    if code == _NOT_EXECUTABLE:
        return "the agent ended with exit status 126 (command not executable)"
    if code > _BY_SIGNAL and _is_signal(code - _BY_SIGNAL):
        what = _name(code - _BY_SIGNAL)
        return f"the agent ended with exit status {code} (what it ran got {what})"
    return f"the agent ended with exit status {code}"


def _is_signal(number: int) -> bool:
    return number in {item.value for item in signal.Signals}


def _name(number: int) -> str:
    return signal.Signals(number).name if _is_signal(number) else f"signal {number}"


def _facts(assignment: Assignment, brief: Path) -> dict[str, str]:
    return {
        "SWARM_ID": assignment.swarm,
        "SWARM_INSTANCE": assignment.instance,
        "SWARM_TASK_ID": assignment.task,
        "SWARM_TASK_TITLE": assignment.title,
        "SWARM_ATTEMPT": str(assignment.attempt),
        "SWARM_WORKTREE": str(assignment.workspace.path),
        "SWARM_TASK_BRIEF": str(brief),
    }
