from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from domain.aggregate import event_name, stable_id, use_clock
from domain.errors import Refused
from domain.task import CONFLICTS_PER_TRY, Task


def a_task(**changed: Any) -> Task:
    facts: dict[str, Any] = {
        "swarm": "checkout",
        "task": "1.2",
        "title": "Add the cart",
        "spec": ".kiro/specs/checkout",
        "line": 7,
        "optional": False,
        "depends_on": [],
        "brief": {"details": ""},
    }
    return Task.register(**{**facts, **changed})


def running(attempt: int = 1) -> Task:
    task = a_task()
    task.make_ready()
    task.assign("kiro-1", attempt)
    task.start(attempt, "base", "branch")
    return task


def checking() -> Task:
    task = running()
    task.submit(1, "c1", ["a.txt"], 1.5)
    task.begin_check("batch-1")
    return task


def names(task: Task) -> list[str]:
    return [event_name(event) for event in task.pending_events]


def test_a_task_goes_from_the_plan_to_the_target() -> None:
    task = checking()
    task.record_check("batch-1", passed=True, head="h1", gates=[])
    task.integrate("batch-1", "h1", "m1")
    assert (task.state, task.commit) == ("integrated", "m1")
    assert names(task) == [
        "TaskRegistered",
        "TaskReady",
        "TaskAssigned",
        "TaskStarted",
        "TaskSubmitted",
        "TaskCheckBegun",
        "TaskChecked",
        "TaskIntegrated",
    ]


def test_nothing_is_integrated_without_a_passed_check() -> None:
    task = checking()
    with pytest.raises(Refused, match="without a measured check"):
        task.integrate("batch-1", "h1", "m1")
    task.record_check("batch-1", passed=False, head="h1", gates=[])
    with pytest.raises(Refused, match="without a measured check"):
        task.integrate("batch-1", "h1", "m1")


def test_a_check_of_another_commit_does_not_count() -> None:
    task = checking()
    task.record_check("batch-1", passed=True, head="h1", gates=[])
    with pytest.raises(Refused, match="no passed check of h2"):
        task.integrate("batch-1", "h2", "m1")


def test_a_late_report_is_refused_and_changes_nothing() -> None:
    task = running()
    task.interrupt(1, "its controller ended", "", 0.1)
    task.assign("kiro-2", 2)
    before = len(task.pending_events)
    with pytest.raises(Refused, match="attempt 1 comes too late"):
        task.submit(1, "c1", [], 1.0)
    assert len(task.pending_events) == before


def test_an_attempt_follows_the_one_before() -> None:
    task = a_task()
    task.make_ready()
    with pytest.raises(Refused, match="the next one is 1, not 3"):
        task.assign("kiro-1", 3)


def test_tries_run_out() -> None:
    task = running()
    task.fail_attempt(1, "exit status 1", "refs/x", 0.5, tries=2)
    assert task.state == "ready"
    task.assign("kiro-1", 2)
    task.fail_attempt(2, "exit status 1", "refs/y", 0.5, tries=2)
    assert task.state == "failed"
    assert task.reason == "exit status 1 (try 2 of 2)"


def test_an_interruption_burns_no_try() -> None:
    task = running()
    for attempt in range(1, 10):
        task.interrupt(attempt, "stopped", "", 0.1)
        task.assign("kiro-1", attempt + 1)
    assert task.failures == 0


def test_a_conflict_is_carried_into_the_next_attempt() -> None:
    task = checking()
    task.return_for_rework("batch-1", "conflict", "conflicts in a", "<<<", tries=3)
    task.assign("kiro-1", 2)
    assigned = task.pending_events[-1]
    assert isinstance(assigned, Task.Assigned)
    assert (assigned.carry, assigned.context) == ("c1", "<<<")


def test_conflicts_are_counted_apart_and_bounded() -> None:
    task = checking()
    for attempt in range(1, CONFLICTS_PER_TRY + 1):
        assert task.state == "checking"
        task.return_for_rework("batch-1", "conflict", "conflicts", "", tries=1)
        if attempt < CONFLICTS_PER_TRY:
            task.assign("kiro-1", attempt + 1)
            task.start(attempt + 1, "base", "branch")
            task.submit(attempt + 1, f"c{attempt}", [], 1.0)
            task.begin_check("batch-1")
    assert (task.state, task.failures) == ("failed", 0)


def test_a_failed_gate_counts_as_a_failure() -> None:
    task = checking()
    task.return_for_rework("batch-1", "gate", "gate failed: pytest", "E", tries=1)
    assert (task.state, task.failures) == ("failed", 1)


def test_a_candidate_may_wait_for_another_train() -> None:
    task = checking()
    task.requeue("batch-1", "the train was split")
    task.begin_check("batch-2")
    assert task.integration == "batch-2"
    with pytest.raises(Refused, match="is in batch-2, not in batch-1"):
        task.requeue("batch-1", "late")


def test_lost_tasks_can_be_tried_again() -> None:
    task = a_task()
    task.block("it needs 1.1 (failed)")
    task.reopen("continued")
    assert (task.state, task.reason) == ("registered", "")
    task.skip("optional")
    assert task.state == "skipped"


def test_what_is_lost_or_ready_can_be_left_out() -> None:
    for step in (lambda t: t.make_ready(), lambda t: t.block("it needs 1.1 (failed)")):
        task = a_task()
        step(task)
        task.skip("no longer in the plan")
        assert (task.state, task.reason) == ("skipped", "no longer in the plan")


def revision(**changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": "Add the cart",
        "line": 7,
        "optional": False,
        "depends_on": [],
        "brief": {"details": ""},
    }
    return {**facts, **changed}


def test_a_changed_plan_revises_a_task() -> None:
    task = a_task()
    task.make_ready()
    task.revise(**revision(title="Add two carts", depends_on=["1.1"], line=8))
    assert (task.title, task.depends_on, task.line) == ("Add two carts", ["1.1"], 8)
    assert task.state == "registered"
    assert names(task)[-1] == "TaskRevised"


def test_a_plan_that_says_the_same_changes_nothing() -> None:
    task = a_task()
    task.make_ready()
    task.revise(**revision())
    assert names(task) == ["TaskRegistered", "TaskReady"]


def test_a_task_in_hand_does_not_change() -> None:
    for task in (running(), checking()):
        with pytest.raises(Refused, match="cannot be revised"):
            task.revise(**revision(title="Another"))
        with pytest.raises(Refused, match="cannot be skipped"):
            task.skip("no longer in the plan")


def test_events_bear_the_time_of_the_running_command() -> None:
    noon = datetime(2030, 1, 1, 12, tzinfo=timezone.utc)
    with use_clock(lambda: noon):
        task = a_task()
    assert task.pending_events[0].timestamp == noon


def test_ids_follow_from_names_alone() -> None:
    assert (
        a_task().id == a_task(title="other").id == stable_id("task", "checkout", "1.2")
    )
    assert a_task(task="1.3").id != a_task().id
