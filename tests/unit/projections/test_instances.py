"""The instance board."""

from __future__ import annotations

from projections.queries import instance_board
from tests.unit.projections.world import SWARM, at


def only(world):
    (row,) = instance_board(world.rows, SWARM)["instances"]
    return row


def test_an_instance_that_joined_is_idle(world):
    world.instance()
    assert only(world) == {
        "instance": "kiro-1",
        "colour": "#dd0531",
        "agent": "recorded:demo",
        "host": "here",
        "state": "idle",
        "task": "",
        "attempt": 0,
        "reason": "",
        "joined_at": at(3),
        "since": at(3),
    }


def test_a_busy_instance_shows_its_task_and_when_it_took_it(world):
    instance = world.instance()
    world.happen(9, instance.take, "1.1", 2)
    row = only(world)
    assert (row["state"], row["task"], row["attempt"]) == ("busy", "1.1", 2)
    assert row["since"] == at(9)


def test_a_freed_instance_has_no_task(world):
    instance = world.instance()
    world.happen(9, instance.take, "1.1", 2)
    world.happen(12, instance.free, "1.1", 2)
    row = only(world)
    assert (row["state"], row["task"], row["attempt"]) == ("idle", "", 0)


def test_an_instance_that_left_says_why_and_may_come_back(world):
    instance = world.instance()
    world.happen(9, instance.leave, "fewer were asked for")
    assert (only(world)["state"], only(world)["reason"]) == (
        "left",
        "fewer were asked for",
    )
    world.happen(20, instance.rejoin, "command:other", "there")
    row = only(world)
    assert (row["state"], row["reason"], row["agent"]) == ("idle", "", "command:other")
    assert (row["host"], row["joined_at"], row["since"]) == ("there", at(3), at(20))


def test_instances_are_listed_in_the_order_of_joining(world):
    for name in ("kiro-2", "kiro-10", "kiro-1"):
        world.instance(name)
    board = instance_board(world.rows, SWARM)
    assert [row["instance"] for row in board["instances"]] == [
        "kiro-2",
        "kiro-10",
        "kiro-1",
    ]
    assert board["position"] == world.store.head()
