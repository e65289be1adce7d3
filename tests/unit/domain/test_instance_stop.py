"""Stop, restart and start of an instance: what it decides and how it tells it."""

from __future__ import annotations

import pytest

from domain.board import Board
from domain.errors import Refused
from domain.instance import Instance


def an_instance(task: str = "") -> Instance:
    instance = Instance.join(
        swarm="s", instance="kiro-1", colour="#007fff", agent="a", host="h"
    )
    if task:
        instance.take(task, 1)
    return instance


def names(instance: Instance) -> list[str]:
    return [type(event).__name__ for event in instance.pending_events]


def on_the_board(instance: Instance) -> tuple[str, str, bool]:
    """Fold the same events into a card, which must tell the same."""
    board = Board("s")
    for event in instance.pending_events:
        board.see(event)
    card = board.instances["kiro-1"]
    assert (card.state, card.ending, card.stopped) == (
        instance.state,
        instance.ending,
        instance.stopped,
    )
    return card.state, card.ending, card.stopped


def test_an_idle_instance_leaves_at_once():
    instance = an_instance()
    instance.request_stop("enough", graceful=False)
    assert names(instance)[1:] == ["StopRequested", "Left"]
    assert on_the_board(instance) == ("left", "", True)


@pytest.mark.parametrize(("graceful", "ending"), [(True, "graceful"), (False, "now")])
def test_a_busy_instance_leaves_when_its_attempt_has_ended(graceful, ending):
    instance = an_instance("1")
    instance.request_stop("enough", graceful=graceful)
    assert on_the_board(instance) == ("busy", ending, True)
    instance.free("1", 1)
    assert names(instance)[-2:] == ["Freed", "Left"]
    left = instance.pending_events[-1]
    assert isinstance(left, Instance.Left)
    assert left.reason == "enough"
    assert on_the_board(instance) == ("left", "", True)


def test_a_busy_instance_comes_back_from_a_restart():
    instance = an_instance("1")
    instance.request_restart("stuck", graceful=False)
    assert on_the_board(instance) == ("busy", "now", False)
    instance.free("1", 1)
    assert names(instance)[-2:] == ["Freed", "Rejoined"]
    assert on_the_board(instance) == ("idle", "", False)


def test_a_restart_brings_a_stopped_instance_back():
    instance = an_instance()
    instance.request_stop("", graceful=False)
    instance.request_restart("", graceful=False)
    assert on_the_board(instance) == ("idle", "", False)


def test_a_graceful_stop_may_be_hurried_but_not_the_other_way_round():
    instance = an_instance("1")
    instance.request_stop("", graceful=True)
    instance.request_stop("", graceful=False)
    assert on_the_board(instance) == ("busy", "now", True)
    for graceful in (True, False):
        with pytest.raises(Refused, match="stopping already, with task 1"):
            instance.request_stop("", graceful=graceful)
    with pytest.raises(Refused, match="stopping already"):
        instance.request_restart("", graceful=False)


def test_who_has_left_cannot_leave():
    instance = an_instance()
    instance.request_stop("", graceful=False)
    with pytest.raises(Refused, match="has left already"):
        instance.request_stop("", graceful=False)


def test_a_new_controller_does_not_take_back_in_who_was_stopped():
    instance = an_instance()
    instance.request_stop("", graceful=False)
    with pytest.raises(Refused, match="'start instance kiro-1'"):
        instance.rejoin("a", "h")
    instance.start()
    assert on_the_board(instance) == ("idle", "", False)


def test_a_new_controller_takes_back_in_who_left_without_being_stopped():
    instance = an_instance()
    instance.leave("fewer instances were asked for")
    instance.rejoin("a", "h")
    assert on_the_board(instance) == ("idle", "", False)


def test_who_left_by_itself_can_be_stopped_and_started():
    instance = an_instance()
    instance.leave("fewer instances were asked for")
    instance.request_stop("for good", graceful=False)
    assert on_the_board(instance) == ("left", "", True)
    instance.start()
    assert on_the_board(instance) == ("idle", "", False)


def test_a_graceful_stop_can_be_taken_back():
    instance = an_instance("1")
    instance.request_stop("", graceful=True)
    instance.start()
    instance.free("1", 1)
    assert on_the_board(instance) == ("idle", "", False)


def test_only_who_is_out_can_start():
    instance = an_instance("1")
    with pytest.raises(Refused, match="is busy and need not start"):
        instance.start()
    instance.request_stop("", graceful=False)
    with pytest.raises(Refused, match="on its way out"):
        instance.start()
