from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.agents.command import CommandAgent
from adapters.agents.recorded import RecordedAgent
from adapters.agents.select import make_agent
from commands.ports import Agent, Assignment
from domain.errors import Refused
from tests.integration.processes.tools import House


@pytest.fixture
def select(tmp_path: Path) -> Callable[[str], Agent]:
    return lambda text: make_agent(
        text,
        root=tmp_path,
        state=tmp_path / ".swarm",
        environment={"PATH": "/usr/bin:/bin"},
    )


@pytest.mark.asyncio
async def test_a_command_agent_runs_its_command(
    house: House, select, assign: Callable[..., Assignment]
):
    agent = select("command: test $SWARM_TASK_ID:x = 1.2:x")
    assert isinstance(agent, CommandAgent)
    assert (await agent.work(assign())).done


def test_a_recorded_agent_takes_a_folder(tmp_path: Path, select):
    (tmp_path / "patches").mkdir()
    assert isinstance(select("recorded:patches"), RecordedAgent)
    assert isinstance(select(f"recorded:{tmp_path / 'patches'}"), RecordedAgent)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("claude", "there is no agent 'claude': agents are `command:CMD`"),
        ("robot:x", "there is no agent 'robot:x'"),
        ("command:", "there is no agent 'command:'"),
        ("command:  ", "there is no agent"),
        ("command", "there is no agent"),
        ("recorded:gone", "there is no folder gone"),
        (
            "command:no-such-agent -p",
            "'no-such-agent', and there is no such program on PATH",
        ),
        ("command:./agent.sh", "'./agent.sh', and there is no such program below /"),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason(select, text: str, words: str):
    with pytest.raises(Refused) as refusal:
        select(text)
    assert words in str(refusal.value)
