"""The task board and the attempts."""

from __future__ import annotations

import pytest

from projections.queries import attempt_list, task_board
from tests.unit.projections.world import SWARM, at


def board(world):
    return {row["task"]: row for row in task_board(world.rows, SWARM)["tasks"]}


def attempts(world, task=""):
    return attempt_list(world.rows, SWARM, task)["attempts"]


def integrate(world, task):
    world.train(task)
    world.happen(40, task.record_check, "train-1", passed=True, head="head1", gates=[])
    world.happen(50, task.integrate, "train-1", "head1", "merge1")


def test_tasks_are_listed_in_the_order_of_the_plan(world):
    for name in ("2", "10", "1"):
        world.task(name)
    found = task_board(world.rows, SWARM)
    assert [row["task"] for row in found["tasks"]] == ["2", "10", "1"]
    assert found["position"] == world.store.head()


def test_a_registered_task_shows_what_the_plan_says(world):
    world.task(optional=True)
    row = board(world)["1.1"]
    assert row["title"] == "Title of 1.1"
    assert row["depends_on"] == ["1", "2"]
    assert row["optional"] is True
    assert (row["state"], row["phase"]) == ("registered", "plan")
    assert row["registered_at"] == row["since"] == at(1)


def test_a_running_task_shows_who_does_it_since_when(world):
    world.running()
    row = board(world)["1.1"]
    assert (row["state"], row["phase"]) == ("running", "do")
    assert (row["instance"], row["attempt"]) == ("kiro-1", 1)
    assert (row["assigned_at"], row["started_at"]) == (at(9), at(10))


def test_a_submitted_task_shows_its_candidate(world):
    world.submitted()
    row = board(world)["1.1"]
    assert (row["state"], row["phase"]) == ("submitted", "check")
    assert (row["candidate"], row["busy_s"], row["submitted_at"]) == (
        "cand1",
        9.5,
        at(20),
    )


def test_an_integrated_task_shows_its_merge_commit(world):
    integrate(world, world.submitted())
    row = board(world)["1.1"]
    assert (row["state"], row["phase"]) == ("integrated", "act")
    assert (row["commit"], row["integration"]) == ("merge1", "train-1")
    assert row["integrated_at"] == at(50)


@pytest.mark.parametrize(
    ("step", "arguments", "state", "phase"),
    [
        ("skip", ("ticked before",), "skipped", "plan"),
        ("block", ("1 failed",), "blocked", "act"),
    ],
)
def test_a_task_that_is_left_out_says_why(world, step, arguments, state, phase):
    world.happen(5, getattr(world.task(), step), *arguments)
    row = board(world)["1.1"]
    assert (row["state"], row["phase"], row["reason"]) == (state, phase, arguments[0])


def test_a_revised_task_shows_what_the_plan_says_now(world):
    task = world.task()
    world.happen(5, task.make_ready)
    world.happen(
        6,
        task.revise,
        title="Another",
        brief={"details": "more"},
        depends_on=["3"],
        optional=True,
        line=9,
    )
    row = board(world)["1.1"]
    assert (row["title"], row["line"], row["optional"]) == ("Another", 9, True)
    assert (row["depends_on"], row["state"]) == (["3"], "registered")
    world.happen(7, task.block, "3 failed")
    world.happen(
        8,
        task.revise,
        title="More",
        brief={},
        depends_on=[],
        optional=False,
        line=9,
    )
    assert board(world)["1.1"]["state"] == "blocked"


def test_a_failed_attempt_is_counted_and_tried_again(world):
    task = world.running()
    world.happen(15, task.fail_attempt, 1, "exit 3", "refs/r/1", 5.0, tries=3)
    row = board(world)["1.1"]
    assert (row["state"], row["phase"], row["failures"]) == ("ready", "act", 1)
    assert (row["reason"], row["busy_s"]) == ("exit 3", 5.0)
    world.happen(16, task.assign, "kiro-2", 2)
    row = board(world)["1.1"]
    assert (row["state"], row["phase"], row["instance"]) == ("assigned", "do", "kiro-2")
    assert row["started_at"] is None


def test_a_task_without_tries_left_has_failed(world):
    task = world.running()
    world.happen(15, task.fail_attempt, 1, "exit 3", "", 5.0, tries=1)
    row = board(world)["1.1"]
    assert (row["state"], row["phase"]) == ("failed", "act")
    assert row["reason"] == "exit 3 (try 1 of 1)"
    world.happen(60, task.reopen, "asked for")
    row = board(world)["1.1"]
    assert (row["state"], row["failures"], row["reason"]) == ("registered", 0, "")


def test_the_seconds_of_all_attempts_are_summed_up(world):
    task = world.running()
    world.happen(15, task.interrupt, 1, "stopped", "refs/r/1", 5.0)
    assert board(world)["1.1"]["state"] == "ready"
    world.happen(16, task.assign, "kiro-2", 2)
    world.happen(17, task.start, 2, "base2", "swarm/kiro-2/1.1")
    world.happen(20, task.submit, 2, "cand2", [], 2.5)
    assert board(world)["1.1"]["busy_s"] == 7.5
    assert board(world)["1.1"]["failures"] == 0


def test_a_candidate_that_waits_again_is_in_no_train(world):
    task = world.submitted()
    world.train(task)
    assert board(world)["1.1"]["integration"] == "train-1"
    world.happen(40, task.requeue, "train-1", "the train was split")
    row = board(world)["1.1"]
    assert (row["state"], row["integration"]) == ("submitted", "")


def test_a_returned_candidate_is_a_failure_of_its_attempt(world):
    task = world.submitted()
    world.train(task)
    world.happen(
        40,
        task.return_for_rework,
        "train-1",
        "conflict",
        "a.py conflicts",
        "the hunks",
        tries=3,
    )
    row = board(world)["1.1"]
    assert (row["state"], row["phase"], row["failures"]) == ("ready", "act", 1)
    assert row["reason"] == "a.py conflicts"
    (attempt,) = attempts(world)
    assert (attempt["outcome"], attempt["reason"]) == ("returned", "a.py conflicts")
    assert attempt["ended_at"] == at(40)


def test_an_attempt_that_was_merged_shows_its_whole_course(world):
    integrate(world, world.submitted())
    assert attempts(world) == [
        {
            "task": "1.1",
            "attempt": 1,
            "instance": "kiro-1",
            "outcome": "integrated",
            "reason": "",
            "rescue": "",
            "base": "base1",
            "branch": "swarm/kiro-1/1.1",
            "candidate": "cand1",
            "commit": "merge1",
            "integration": "train-1",
            "assigned_at": at(9),
            "started_at": at(10),
            "submitted_at": at(20),
            "ended_at": at(50),
            "busy_s": 9.5,
        }
    ]


def test_attempts_are_listed_in_their_order_and_by_task(world):
    task = world.running()
    world.happen(15, task.fail_attempt, 1, "exit 3", "refs/r/1", 5.0, tries=3)
    world.running("2")
    world.happen(30, task.assign, "kiro-2", 2)
    found = [(row["task"], row["attempt"], row["outcome"]) for row in attempts(world)]
    assert found == [("1.1", 1, "failed"), ("2", 1, "running"), ("1.1", 2, "assigned")]
    first, second = attempts(world, "1.1")
    assert (first["rescue"], first["reason"]) == ("refs/r/1", "exit 3")
    assert second["instance"] == "kiro-2"


def test_an_interrupted_attempt_says_so(world):
    world.happen(15, world.running().interrupt, 1, "stopped", "refs/r/1", 5.0)
    (attempt,) = attempts(world)
    assert (attempt["outcome"], attempt["rescue"]) == ("interrupted", "refs/r/1")


def test_a_swarm_shows_its_own_tasks_alone(world):
    world.running()
    assert task_board(world.rows, "other")["tasks"] == []
    assert attempt_list(world.rows, "other")["attempts"] == []
