from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.processes import table
from adapters.processes.census import Census
from tests.integration.processes.tools import until


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[threading.Event]:
    """Make each look wait until it is let go."""
    begun: list[threading.Event] = []

    def look() -> list[table.Process]:
        gate = threading.Event()
        begun.append(gate)
        gate.wait(10)
        return [table.Process(len(begun), 0, 0, 0, 0)]

    monkeypatch.setattr(table, "processes", look)
    return begun


def test_those_who_ask_during_a_look_share_the_next_one(looks: list[threading.Event]):
    census = Census()
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(census.look)
        until(lambda: len(looks) == 1, "the first look has begun")
        others = [threads.submit(census.look) for _ in range(5)]
        until(lambda: len(census._turn._waiters) == 5, "all of them wait")  # type: ignore[attr-defined]
        looks[0].set()
        until(lambda: len(looks) == 2, "the second look has begun")
        looks[1].set()
        assert [one.pid for one in first.result(10)] == [1]
        assert [other.result(10)[0].pid for other in others] == [2] * 5
    assert len(looks) == 2


def test_a_look_that_fails_does_not_block_the_next(monkeypatch: pytest.MonkeyPatch):
    census = Census()
    with monkeypatch.context() as patch:
        patch.setattr(table, "processes", lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            census.look()
    assert census.look()
