"""The view of the campaigns."""

from __future__ import annotations

import pytest

from projections.queries import latest_swarm, swarm_list, swarm_overview
from tests.unit.projections.world import SWARM, at


def test_without_a_swarm_everything_is_empty(world):
    overview = swarm_overview(world.rows)
    assert (overview["swarm"], overview["state"], overview["position"]) == ("", "", 0)
    assert overview["tasks"]["total"] == 0
    assert latest_swarm(world.rows) == ""
    assert swarm_list(world.rows)["swarms"] == []


def test_a_launched_swarm_is_shown_with_its_plan(world):
    world.swarm()
    overview = swarm_overview(world.rows)
    assert overview["swarm"] == SWARM
    assert overview["state"] == "running"
    assert overview["target"] == "main"
    assert overview["specs"] == [".kiro/specs/checkout"]
    assert overview["settings"] == {"instances": 4}
    assert overview["started_at"] == overview["continued_at"] == at(0)
    assert overview["ended_at"] is None
    assert overview["position"] == world.store.head()


@pytest.mark.parametrize(
    ("steps", "state", "reason", "ended"),
    [
        ([("pause", "lunch")], "paused", "lunch", None),
        ([("pause", "lunch"), ("resume", "back")], "running", "", None),
        ([("request_stop", "enough")], "stopping", "enough", None),
        (
            [("request_stop", "enough"), ("stopped", "enough")],
            "stopped",
            "enough",
            at(10),
        ),
        ([("complete", "abc")], "completed", "", at(10)),
        ([("end", "1.2 failed")], "ended", "1.2 failed", at(10)),
    ],
)
def test_each_turn_of_a_swarm_is_shown(world, steps, state, reason, ended):
    swarm = world.swarm()
    for step, argument in steps:
        world.happen(10, getattr(swarm, step), argument)
    overview = swarm_overview(world.rows)
    assert overview["state"] == state
    assert overview["reason"] == reason
    assert overview["ended_at"] == ended
    assert overview["since"] == at(10)


def test_a_completed_swarm_shows_the_head_of_the_target(world):
    world.happen(5, world.swarm().complete, "abc123")
    assert swarm_overview(world.rows)["head"] == "abc123"


def test_a_continued_swarm_runs_again_with_its_new_settings(world):
    swarm = world.swarm()
    world.happen(5, swarm.end, "stuck")
    world.happen(50, swarm.resume_with, {"instances": 1})
    overview = swarm_overview(world.rows)
    assert overview["state"] == "running"
    assert overview["reason"] == ""
    assert overview["ended_at"] is None
    assert (overview["started_at"], overview["continued_at"]) == (at(0), at(50))
    assert overview["settings"] == {"instances": 1}


def test_the_latest_swarm_is_the_one_begun_or_continued_last(world):
    first = world.swarm("first", seconds=0)
    world.swarm("second", seconds=10)
    assert latest_swarm(world.rows) == "second"
    world.happen(20, first.resume_with, {})
    assert latest_swarm(world.rows) == "first"
    assert swarm_overview(world.rows, "second")["swarm"] == "second"
    names = [row["swarm"] for row in swarm_list(world.rows)["swarms"]]
    assert names == ["second", "first"]


def test_an_overview_counts_tasks_and_instances(world):
    world.swarm()
    world.running("1")
    world.task("2", optional=True)
    world.task("3")
    world.instance()
    overview = swarm_overview(world.rows)
    assert overview["tasks"] == {
        "total": 3,
        "required": 2,
        "by_state": {"registered": 2, "running": 1},
    }
    assert overview["instances"] == {"idle": 1}


def test_an_unknown_swarm_is_empty_and_not_another_one(world):
    world.swarm()
    assert swarm_overview(world.rows, "other")["swarm"] == ""
