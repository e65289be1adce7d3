"""The page on agents and gates says what is so."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.agents.command import CommandAgent
from adapters.gates.detect import _BY_FILE
from commands.ports import Assignment
from tests.integration.processes.tools import ROOT, House

PAGE = (ROOT / "docs" / "how-to" / "agents.md").read_text(encoding="utf-8")
SCRIPTS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.asyncio
@pytest.mark.parametrize("script", SCRIPTS)
async def test_the_agents_on_the_page_work(
    house: House, assign: Callable[..., Assignment], script: str
):
    agent = CommandAgent(script, state=house.state, environment=dict(os.environ))
    outcome = await agent.work(assign())
    assert outcome.done, outcome.reason
    (written,) = Path(house.folder / "worktree").iterdir()
    assert written.read_text()


@pytest.mark.asyncio
async def test_the_page_names_every_variable(
    house: House, assign: Callable[..., Assignment]
):
    agent = CommandAgent("env", state=house.state, environment={})
    await agent.work(assign())
    given = set(re.findall(r"^SWARM_\w+", assign().log.read_text(), re.MULTILINE))
    assert given == set(re.findall(r"^\| `(SWARM_\w+)`", PAGE, re.MULTILINE))


def test_the_page_names_every_gate_that_is_found():
    assert [
        pair for pair in _BY_FILE if not all(f"`{word}`" in PAGE for word in pair)
    ] == []
