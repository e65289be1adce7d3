"""The projector: position and rows together, poison set apart, rivals noticed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from adapters.sql import connections
from projections.errors import ViewsUnavailable
from projections.ports import Rows, ViewDatabase
from projections.projector import Projector
from projections.queries import parked_sequences, task_board
from projections.tasks import TASKS
from projections.view import View
from projections.views import ALL_VIEWS
from tests.contract.store.kit import loaded, receipt, task
from tests.unit.projections.world import SWARM, World

POISONED = View(
    "instances", {"TaskReady": "UPDATE instances SET state = :nothing_like_that"}
)


def states(world) -> dict[str, str]:
    board = task_board(world.rows, SWARM)
    return {row["task"]: row["state"] for row in board["tasks"]}


def commit_tasks(world, *names: str) -> None:
    """Commit new tasks that are ready, without letting the views follow."""
    new = [task(name) for name in names]
    for one in new:
        one.make_ready()
    world.store.commit(new, receipt())


def test_nothing_to_do_is_nothing_done(world):
    assert world.projector.position == 0
    assert world.projector.run_once() == 0
    assert world.projector.run_until_current() == 0


def test_a_run_takes_as_many_events_as_it_is_told(world):
    commit_tasks(world, "1", "2")
    assert world.projector.run_once(limit=3) == 3
    assert states(world) == {"1": "ready", "2": "registered"}
    assert world.projector.position == 3
    assert world.projector.run_once() == 1
    assert world.projector.run_once() == 0
    assert states(world) == {"1": "ready", "2": "ready"}


def test_another_projector_goes_on_where_the_last_one_stopped(world):
    commit_tasks(world, "1")
    world.projector.run_once(limit=1)
    again = Projector(world.store, world.views, ALL_VIEWS)
    assert again.run_once() == 1
    assert states(world) == {"1": "ready"}


def test_a_view_that_is_new_catches_up_while_the_others_stand(tmp_path):
    world = World(tmp_path, [TASKS])
    commit_tasks(world, "1")
    world.projector.run_until_current()
    every = Projector(world.store, world.views, ALL_VIEWS)
    assert every.run_until_current() == 2
    assert states(world) == {"1": "ready"}
    world.store.close()


def test_a_rival_makes_no_harm(world):
    rival = Projector(world.store, world.views, ALL_VIEWS)
    rival.run_once()
    commit_tasks(world, "1")
    world.projector.run_until_current()
    assert rival.run_until_current() == 2
    assert states(world) == {"1": "ready"}
    assert parked_sequences(world.rows)["parked"] == []


def test_when_rows_cannot_be_written_the_position_stands(world, monkeypatch):
    commit_tasks(world, "1")
    world.projector.run_once(limit=1)
    monkeypatch.setattr(connections, "BUSY_S", 0.05)
    world.views._connections._writers.popitem()[1].close()
    with closing(
        sqlite3.connect(world.store.database, isolation_level=None)
    ) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(ViewsUnavailable, match="locked"):
            world.projector.run_once()
        stranger.execute("ROLLBACK")
    assert world.projector.position == 1
    assert world.projector.run_until_current() == 2
    assert states(world) == {"1": "ready"}


def test_poison_parks_its_sequence_and_the_rest_goes_on(tmp_path):
    world = World(tmp_path, [TASKS, POISONED])
    commit_tasks(world, "1", "2")
    later = loaded(world.store, "1")
    later.assign("kiro-1", 1)
    world.store.commit([later], receipt())
    assert world.projector.run_until_current() == 5
    assert states(world) == {"1": "assigned", "2": "ready"}
    found = parked_sequences(world.rows)["parked"]
    assert [(row["projection"], row["position"]) for row in found] == [
        ("instances", 2),
        ("instances", 4),
    ]
    assert found[0]["event"] == "TaskReady"
    assert found[0]["aggregate_id"] == later.id.hex
    assert "nothing_like_that" in found[0]["reason"]
    world.store.close()


@pytest.fixture
def damaged(tmp_path):
    """Give a world whose task 1 has a wrong second event, and what mends it."""
    world = World(tmp_path)
    commit_tasks(world, "1", "2")
    broken = "UPDATE stored_events SET topic = ? WHERE rowid = 2"
    with closing(
        sqlite3.connect(world.store.database, isolation_level=None)
    ) as stranger:
        stranger.execute(broken, ("domain.task:Task.Ready.Lost",))
        world.projector.run_until_current()
        stranger.execute(broken, ("domain.task:Task.Assigned",))
        yield world, lambda: stranger.execute(broken, ("domain.task:Task.Ready",))
    world.store.close()


def test_an_event_that_no_view_knows_is_nobodys_business(damaged):
    world, _ = damaged
    assert states(world) == {"1": "registered", "2": "ready"}
    assert parked_sequences(world.rows)["parked"] == []


def test_a_parked_sequence_is_applied_when_its_cause_was_mended(damaged):
    world, mend = damaged
    with world.views.transaction() as put:
        for table in ("tasks", "attempts", "projection_positions"):
            put(f"DELETE FROM {table}", {})  # noqa: S608
    projector = Projector(world.store, world.views, ALL_VIEWS)
    projector.run_until_current()
    assert states(world) == {"1": "registered", "2": "ready"}
    found = parked_sequences(world.rows)["parked"]
    assert [row["projection"] for row in found] == ["tasks", "attempts"]
    parked = found[0]["aggregate_id"]

    projector.retry("tasks", parked)
    assert states(world)["1"] == "registered"
    assert len(parked_sequences(world.rows)["parked"]) == 2

    mend()
    again = Projector(world.store, world.views, ALL_VIEWS)
    again.retry("tasks", parked)
    again.retry("attempts", parked)
    again.retry("attempts", "of nobody")
    assert states(world)["1"] == "ready"
    assert parked_sequences(world.rows) == {"parked": [], "position": 0}


def test_a_parked_sequence_stays_parked_in_another_process(tmp_path):
    world = World(tmp_path, [TASKS, POISONED])
    commit_tasks(world, "1")
    world.projector.run_until_current()
    again = Projector(world.store, world.views, [TASKS, View("instances", {})])
    moved = loaded(world.store, "1")
    moved.assign("kiro-1", 1)
    world.store.commit([moved], receipt())
    again.run_until_current()
    (row,) = parked_sequences(world.rows)["parked"]
    assert row["position"] == 2
    again.retry("instances", moved.id.hex)
    assert parked_sequences(world.rows)["parked"] == []
    world.store.close()


def test_a_statement_that_makes_no_sense_is_poison_too(tmp_path):
    world = World(tmp_path, [View("tasks", {"TaskReady": "DELETE FROM no_such_table"})])
    commit_tasks(world, "1")
    assert world.projector.run_until_current() == 2
    (row,) = parked_sequences(world.rows)["parked"]
    assert "no such table" in row["reason"]
    world.store.close()


def test_the_rows_of_a_database_are_what_queries_ask(world):
    database: ViewDatabase = world.views
    rows: Rows = database.rows
    assert rows("SELECT :one AS one", {"one": 1}) == [{"one": 1}]
