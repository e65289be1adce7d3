"""A state folder of its own for each test; afterwards nothing of it may run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.processes import table
from tests.integration.processes.tools import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.state.mkdir()
    yield made
    left = made.marked()
    for pid in left:
        process = table.find(pid)
        if process is not None:
            table.send(process, 9)
    assert left == []
