"""The merge queue and its history."""

from __future__ import annotations

import pytest

from projections.queries import merge_queue
from tests.unit.projections.world import SWARM, at


@pytest.fixture
def train(world):
    return world.train(world.submitted())


def queue(world, **named):
    return merge_queue(world.rows, SWARM, **named)


def build(world, train, seconds=40, step=1):
    conflict = {"task": "1.2", "files": ["a"], "with": ["1.1"], "detail": "x"}
    world.happen(
        seconds,
        train.built,
        step,
        base="b",
        head="h",
        merges={"1.1": "m"},
        conflicts=[conflict],
    )
    return conflict


GATE = {"command": "pytest", "status": "passed", "elapsed_s": 1.5, "log": ""}


def gate(world, train, *, passed=True, step=2):
    world.happen(50, train.gated, step, passed=passed, gates=[GATE], excerpt="")


def test_submitted_tasks_wait_oldest_first(world):
    world.submitted("1")
    world.submitted("2")
    found = queue(world)
    assert [row["task"] for row in found["waiting"]] == ["1", "2"]
    assert found["waiting"][0]["candidate"] == "cand1"
    assert found["open"] == found["ended"] == []
    assert found["position"] == world.store.head()


def test_a_train_is_open_and_its_candidates_wait_no_more(world, train):
    found = queue(world)
    (row,) = found["open"]
    assert found["waiting"] == []
    assert (row["integration"], row["state"], row["step"]) == ("train-1", "building", 1)
    assert [candidate["task"] for candidate in row["candidates"]] == ["1.1"]
    assert row["opened_at"] == at(30)


def test_a_train_that_was_built_shows_merges_and_conflicts(world, train):
    conflict = build(world, train)
    (row,) = queue(world)["open"]
    assert (row["state"], row["step"]) == ("gating", 2)
    assert (row["base"], row["head"], row["built_at"]) == ("b", "h", at(40))
    assert row["merges"] == {"1.1": "m"}
    assert row["conflicts"] == [conflict]


def test_a_train_that_passed_its_gates_is_landing(world, train):
    build(world, train)
    gate(world, train)
    (row,) = queue(world)["open"]
    assert (row["state"], row["gated_at"]) == ("landing", at(50))
    assert row["gates"] == [GATE]


def test_a_train_that_landed_is_history(world, train):
    build(world, train)
    gate(world, train)
    world.happen(60, train.landed, 3, head="h", checkout="forwarded")
    found = queue(world)
    assert found["open"] == []
    (row,) = found["ended"]
    assert (row["state"], row["outcome"]) == ("landed", "landed")
    assert (row["checkout"], row["ended_at"]) == ("forwarded", at(60))


def test_a_train_whose_target_moved_is_built_anew(world, train):
    build(world, train)
    gate(world, train)
    world.happen(60, train.target_moved, 3, "other")
    (row,) = queue(world)["open"]
    assert (row["state"], row["step"], row["rebuilds"]) == ("building", 4, 1)


def test_a_train_whose_gate_failed_says_so(world, train):
    build(world, train)
    gate(world, train, passed=False)
    (row,) = queue(world)["ended"]
    assert (row["state"], row["outcome"]) == ("closed", "returned")
    assert row["reason"] == "a gate failed"
    assert row["ended_at"] == at(50)


def test_the_history_is_as_long_as_asked_newest_first(world):
    for number in range(3):
        task = world.submitted(str(number))
        train = world.train(task, name=f"train-{number}")
        world.happen(40, train.abandon, "not wanted")
    names = [row["integration"] for row in queue(world, history=2)["ended"]]
    assert names == ["train-2", "train-1"]
