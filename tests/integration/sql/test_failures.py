"""A store in trouble writes nothing, says so, and works again afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from adapters.sql import connections
from adapters.sql.errors import UnreadableEvent
from adapters.sql.feed import Unreadable
from adapters.sql.store import open_store
from commands.errors import StoreUnavailable
from tests.contract.store.kit import loaded, receipt, task


def pragma(store, statement: str) -> None:
    store._connections._writer(durable=True).execute(f"PRAGMA {statement}").fetchall()


def test_a_full_disk_refuses_the_command_and_keeps_it_pending(store):
    store.commit([task("1")], receipt("c1"))
    pragma(store, "max_page_count=1")
    large = task("2", brief={"details": "x" * 1_000_000})
    with pytest.raises(StoreUnavailable, match=r"full.*nothing was written"):
        store.commit([large], receipt("c2"))
    assert store.head() == 1
    assert store.receipt("c2") is None
    pragma(store, "max_page_count=1000000")
    assert store.commit([large], receipt("c2")) == 2
    assert loaded(store, "2").version == 1


def test_a_session_that_met_a_full_disk_is_lost_even_if_nobody_minded(store):
    before, after = task("before"), task("after")
    large = task("large", brief={"details": "x" * 1_000_000})

    def careless() -> None:
        with store.together() as session:
            session.commit([before], receipt("c1"))
            pragma(store, "max_page_count=1")
            for aggregate, command in ((large, "c2"), (after, "c3")):
                with pytest.raises(StoreUnavailable):
                    session.commit([aggregate], receipt(command))
            pragma(store, "max_page_count=1000000")
            with pytest.raises(StoreUnavailable, match="earlier command"):
                session.receipt("c1")

    with pytest.raises(StoreUnavailable, match="earlier command"):
        careless()
    assert store.head() == 0
    assert store.receipt("c1") is None
    assert len(before.pending_events) == 1
    store.commit([before, large, after], receipt("c1"))
    assert store.head() == 3


def test_a_database_locked_by_a_stranger_is_unavailable(database, monkeypatch):
    monkeypatch.setattr(connections, "BUSY_S", 0.05)
    stranger = sqlite3.connect(database, isolation_level=None)
    with open_store(database) as store, closing(stranger):
        mine = task()
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            store.commit([mine], receipt("c1"))
        stranger.execute("ROLLBACK")
        assert store.commit([mine], receipt("c1")) == 1


def test_a_commit_inside_a_session_is_refused_instead_of_waiting_for_ever(store):
    def nested() -> None:
        with store.together():
            store.commit([task()], receipt())

    with pytest.raises(StoreUnavailable, match="within a transaction"):
        nested()
    assert store.commit([task()], receipt()) == 1


def test_a_closed_store_says_so(database):
    store = open_store(database)
    store.close()
    for use in (store.head, lambda: store.commit([task()], receipt())):
        with pytest.raises(StoreUnavailable, match="closed"):
            use()
    store.close()


def test_a_field_that_is_not_plain_json_is_a_mistake_and_nothing_is_written(store):
    with pytest.raises(TypeError, match="set is not plain JSON"):
        store.commit([task(brief={"details": {1, 2}})], receipt("c1"))
    assert store.head() == 0
    assert store.receipt("c1") is None


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        ("state = substr(state, 1, 20)", "TaskReady"),
        ("topic = 'domain.task:Task.Vanished'", "TaskVanished"),
        ("topic = 'domain.future:Robot.Built'", "RobotBuilt"),
    ],
)
def test_an_unreadable_event_is_told_apart_and_stops_only_its_aggregate(
    store, database, damage, name
):
    broken = task("1")
    broken.make_ready()
    store.commit([broken, task("2")], receipt("c1"))
    with closing(sqlite3.connect(database, isolation_level=None)) as stranger:
        stranger.execute(
            f"UPDATE stored_events SET {damage} WHERE originator_version = 2"  # noqa: S608
        )
    with open_store(database) as reopened:
        events = reopened.read(0, 10)
        assert [event.name for event in events] == [
            "TaskRegistered",
            name,
            "TaskRegistered",
        ]
        assert isinstance(events[1].event, Unreadable)
        assert "cannot be understood" in events[1].event.reason
        assert loaded(reopened, "2").task == "2"
        with pytest.raises(UnreadableEvent, match="event 2 of"):
            loaded(reopened, "1")


def test_the_lineage_of_an_event_of_another_version_is_kept(store, database):
    store.commit([task()], receipt("c1"))
    with closing(sqlite3.connect(database, isolation_level=None)) as stranger:
        stranger.execute("UPDATE stored_events SET topic = 'domain.task:Task.Other'")
    (event,) = store.read(0, 10)
    assert (event.command_id, event.actor) == ("c1", "local")
