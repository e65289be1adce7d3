"""When a train leaves, and with whom."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from commands.sagas.merging import LINGER_S, due, patience_s
from domain.aggregate import use_clock
from domain.board import Board
from domain.swarm import Swarm
from domain.task import Task

NOON = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
SOON = NOON + timedelta(seconds=LINGER_S / 2)
LATER = NOON + timedelta(seconds=LINGER_S)


def board_with(*states: str) -> Board:
    """A running swarm whose tasks 1, 2, … are `running` or were `submitted` at noon."""
    board = Board("s")
    swarm = Swarm.launch(swarm="s", target="main", specs=["x"], settings={})
    seen = list(swarm.collect_events())
    with use_clock(lambda: NOON):
        for number, state in enumerate(states, start=1):
            task = Task.register(
                swarm="s",
                task=str(number),
                title="T",
                spec="x",
                line=1,
                optional=False,
                depends_on=[],
                brief={},
            )
            task.make_ready()
            task.assign(f"kiro-{number}", 1)
            task.start(1, "b", "x")
            if state == "submitted":
                task.submit(1, f"c{number}", [], 1.0)
            seen += task.collect_events()
    for event in seen:
        board.see(event)
    return board


def aboard(board: Board, now: datetime) -> list[str]:
    return [
        candidate["task"]
        for order in due(board, now)
        for candidate in order.parameters["candidates"]
    ]


def test_a_train_lingers_for_those_who_are_still_at_work():
    board = board_with("submitted", "running")
    assert aboard(board, SOON) == []
    assert 0 < patience_s(board, SOON) < LINGER_S


def test_it_does_not_linger_for_long():
    assert aboard(board_with("submitted", "running"), LATER) == ["1"]


def test_it_leaves_at_once_when_nobody_else_is_at_work():
    assert aboard(board_with("submitted", "submitted"), NOON) == ["1", "2"]


def test_a_clock_that_was_set_back_holds_no_train():
    board = board_with("submitted", "running")
    assert aboard(board, NOON - timedelta(hours=1)) == ["1"]


def test_without_candidates_there_is_nothing_to_be_patient_for():
    assert patience_s(board_with("running"), NOON) == 0
    assert aboard(board_with("running"), LATER) == []
