"""A worktree, a state folder and assignments; afterwards nothing may run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.ports import Assignment, Workspace
from tests.integration.processes.tools import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.state.mkdir()
    (tmp_path / "worktree").mkdir()
    yield made
    assert made.marked() == []


@pytest.fixture
def assign(house: House) -> Callable[..., Assignment]:
    def make(**changed: object) -> Assignment:
        arguments: dict = {
            "swarm": "sums",
            "instance": "kiro-1",
            "task": "1.2",
            "title": "Parse numbers",
            "attempt": 3,
            "brief": "# Task 1.2\n\nTäglich.\n",
            "workspace": Workspace(house.folder / "worktree", "branch", "abc"),
            "log": house.state / "logs" / "kiro-1" / "1.2-3.log",
            **changed,
        }
        return Assignment(**arguments)

    return make
