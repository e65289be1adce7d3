from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from adapters.agents.command import CommandAgent
from commands.ports import Assignment, Outcome
from tests.integration.processes.tools import House

Assign = Callable[..., Assignment]


@pytest.fixture
def work(house: House, assign: Assign):
    """Run a command as the agent of an assignment."""

    async def run(command: str, **changed) -> Outcome:
        limits = {
            name: changed.pop(name)
            for name in ("time_limit_s", "grace_s")
            if name in changed
        }
        agent = CommandAgent(
            command, state=house.state, environment=dict(os.environ), **limits
        )
        return await agent.work(assign(**changed))

    return run


@pytest.mark.asyncio
async def test_works_in_the_worktree_with_the_brief_and_the_facts(house: House, work):
    outcome = await work(
        'cat >stdin; cat "$SWARM_TASK_BRIEF" >file; pwd >cwd; env >env; echo done'
    )
    worktree = house.folder / "worktree"
    assert (outcome.done, outcome.reason) == (True, "")
    assert outcome.busy_s > 0
    assert (worktree / "stdin").read_text() == "# Task 1.2\n\nTäglich.\n"
    assert (worktree / "file").read_text() == "# Task 1.2\n\nTäglich.\n"
    assert (worktree / "cwd").read_text() == f"{worktree}\n"
    facts = dict(
        line.split("=", 1)
        for line in (worktree / "env").read_text().splitlines()
        if line.startswith("SWARM_")
    )
    assert facts.pop("SWARM_RUN")
    brief = Path(facts.pop("SWARM_TASK_BRIEF"))
    assert house.state in brief.parents
    assert facts == {
        "SWARM_ID": "sums",
        "SWARM_INSTANCE": "kiro-1",
        "SWARM_TASK_ID": "1.2",
        "SWARM_TASK_TITLE": "Parse numbers",
        "SWARM_ATTEMPT": "3",
        "SWARM_WORKTREE": str(worktree),
        "SWARM_STATE": str(house.state),
    }
    log = house.state / "logs" / "kiro-1" / "1.2-3.log"
    assert log.read_text() == "done\n"


@pytest.mark.asyncio
async def test_tasks_with_unsafe_names_have_briefs_of_their_own(house: House, work):
    for task in ("../../evil", ".. .. evil", "/etc/passwd", "x" * 300):
        outcome = await work('cat "$SWARM_TASK_BRIEF"', task=task, brief=f"for {task}")
        assert outcome.done
    briefs = list((house.state / "briefs" / "sums").iterdir())
    assert len(briefs) == 4
    assert {path.read_text() for path in briefs} == {
        "for ../../evil",
        "for .. .. evil",
        "for /etc/passwd",
        "for " + "x" * 300,
    }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("exit 3", "the agent ended with exit status 3; it printed nothing"),
        (
            "echo one; echo; echo two >&2; exit 1",
            "the agent ended with exit status 1; its last output: one | two",
        ),
        ("kill -KILL $$", "the agent was ended by SIGKILL; it printed nothing"),
        ("kill -35 $$", "the agent was ended by signal 35; it printed nothing"),
        (
            "exit 137",
            "the agent ended with exit status 137 (what it ran got SIGKILL); it printed nothing",
        ),
        ("exit 255", "the agent ended with exit status 255; it printed nothing"),
    ],
)
async def test_a_failure_says_how_the_agent_ended(work, command: str, reason: str):
    outcome = await work(command)
    assert (outcome.done, outcome.reason) == (False, reason)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("no-such-agent --go", "exit status 127 (command not found)"),
        ("./plain", "exit status 126 (command not executable)"),
    ],
)
async def test_a_command_that_the_shell_cannot_run_is_named(
    house: House, work, command: str, words: str
):
    (house.folder / "worktree" / "plain").write_text("no program")
    outcome = await work(command)
    assert words in outcome.reason
    assert command.split(maxsplit=1)[0] in outcome.reason


@pytest.mark.asyncio
async def test_a_long_complaint_is_cut_to_its_end(work):
    outcome = await work("seq -s ' ' 1500 2000; echo the cause; exit 1")
    assert outcome.reason.endswith("1999 2000 | the cause")
    assert len(outcome.reason) < 700


@pytest.mark.asyncio
async def test_an_agent_that_takes_too_long_has_failed(work):
    outcome = await work(
        "trap '' TERM; echo busy; while :; do sleep 0.1; done",
        time_limit_s=0.3,
        grace_s=0.1,
    )
    assert not outcome.done
    assert "was stopped after 0 s: too long" in outcome.reason
    assert "busy" in outcome.reason


@pytest.mark.asyncio
async def test_an_agent_in_no_worktree_has_failed(house: House, work):
    (house.folder / "worktree").rmdir()
    outcome = await work("true")
    assert not outcome.done
    assert outcome.reason.startswith("the agent could not be started: ")
    assert str(house.folder / "worktree") in outcome.reason


@pytest.mark.asyncio
async def test_cancelling_stops_everything_that_the_agent_started(house: House, work):
    with anyio.move_on_after(0.4) as scope:
        await work("setsid sleep 60 & sleep 60 & sleep 60")
    assert scope.cancelled_caught
    assert house.marked() == []
