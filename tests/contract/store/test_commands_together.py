"""What holds for commands that are done in one transaction."""

from __future__ import annotations

import pytest

from commands.errors import DuplicateCommand, StaleAggregate
from domain.task import Task, task_uuid
from tests.contract.store.kit import loaded, receipt, task


def test_each_command_sees_what_those_before_it_did(store):
    with store.together() as session:
        session.commit([task()], receipt("c1"))
        mine = loaded(session)
        mine.make_ready()
        session.commit([mine], receipt("c2"))
        assert loaded(session).state == "ready"
        assert session.receipt("c1") == receipt("c1")
    assert loaded(store).state == "ready"
    assert store.receipt("c2") is not None


def test_others_see_nothing_before_the_end(opened):
    ours, theirs = opened(), opened()
    with ours.together() as session:
        session.commit([task()], receipt("c1"))
        assert theirs.receipt("c1") is None
        assert theirs.head() == ours.head() == 0
        assert ours.load(Task, task_uuid("checkout", "1.2")) is None
    assert theirs.head() == 1


def test_a_refused_command_leaves_the_others_alone(store):
    store.commit([task()], receipt("c1"))
    stale = loaded(store)
    fresh = loaded(store)
    fresh.make_ready()
    store.commit([fresh], receipt("c2"))
    stale.skip("not wanted")
    with store.together() as session:
        session.commit([task("1")], receipt("c3"))
        with pytest.raises(StaleAggregate):
            session.commit([stale], receipt("c4"))
        with pytest.raises(DuplicateCommand):
            session.commit([], receipt("c1"))
        session.commit([task("2")], receipt("c5"))
    assert [store.receipt(f"c{n}") is not None for n in (3, 4, 5)] == [
        True,
        False,
        True,
    ]
    assert loaded(store).state == "ready"


def test_a_block_that_fails_wrote_nothing_and_keeps_what_was_pending(store):
    mine = task()

    def fail() -> None:
        with store.together() as session:
            session.commit([mine], receipt("c1"))
            mine.make_ready()
            session.commit([mine], receipt("c2"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.head() == 0
    assert store.receipt("c1") is None
    assert [type(event) for event in mine.pending_events] == [
        Task.Registered,
        Task.Ready,
    ]
    store.commit([mine], receipt("c1"))
    assert loaded(store).state == "ready"


def test_a_session_loads_nothing_where_nothing_is(store):
    with store.together() as session:
        assert session.load(Task, task_uuid("checkout", "1.2")) is None
        assert session.receipt("c1") is None
