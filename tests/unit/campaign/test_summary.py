from __future__ import annotations

import pytest

from adapters.campaign.report import UpReport
from adapters.campaign.summary import summarise
from tests.unit.campaign.story import HEAD, MERGE, Story, current


@pytest.fixture
def story() -> Story:
    return Story()


def reported(story: Story, **facts) -> UpReport:
    return summarise(current(story), elapsed_s=9.0, **facts)


def through(story: Story) -> None:
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.starts(task, kiro)
    story.fails(task, kiro, 2)
    story.starts(task, kiro)
    story.submits(task, kiro, 3)
    story.after(1)
    story.lands(story.train("train-1", task), task)


def test_a_task_that_was_retried_and_landed(story):
    through(story)
    task = reported(story).tasks[0]
    assert (task.state, task.instance, task.attempts, task.commit) == (
        "integrated",
        "kiro-1",
        2,
        MERGE,
    )


def test_work_and_waiting_add_up_to_the_time_from_ready_to_end(story):
    through(story)
    task = reported(story).tasks[0]
    assert (task.busy_s, task.waited_s) == (5, 1)


def test_a_task_that_never_became_ready_did_not_wait(story):
    story.task("1.1")
    assert reported(story).tasks[0].waited_s == 0


def test_a_task_that_waits_when_the_run_ends_waited_until_then(story):
    task = story.task("1.1")
    story.do(task, "make_ready")
    story.after(3)
    story.do(story.swarm, "request_stop", "asked")
    assert reported(story).tasks[0].waited_s == 3


@pytest.mark.parametrize(
    ("request_", "status"),
    [("complete", "completed"), ("end", "ended"), ("request_stop", "stopped")],
)
def test_the_status_is_how_the_swarm_ended(story, request_, status):
    story.do(story.swarm, request_, "x")
    assert reported(story).status == status


def test_a_swarm_that_did_not_end_is_reported_as_stopped(story):
    assert reported(story).status == "stopped"


def test_only_a_completed_swarm_is_done(story):
    assert not reported(story).done
    story.do(story.swarm, "complete", HEAD)
    assert reported(story).done


def test_the_head_is_that_of_the_last_landing_unless_known_better(story):
    through(story)
    assert (reported(story).head, reported(story, head="f" * 40).head) == (
        HEAD,
        "f" * 40,
    )


def test_trains_are_reported_with_their_outcome(story):
    through(story)
    train = reported(story).integrations[0]
    assert (train.integration, train.outcome, train.tasks) == (
        "train-1",
        "landed",
        ("1.1",),
    )


def test_sums_cover_all_attempts(story):
    through(story)
    report = reported(story, notes=["kept"])
    assert (report.busy_s, report.critical_path_s, report.notes) == (5, 5, ["kept"])


def test_the_time_without_a_controller_is_no_waiting(story):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.starts(task, kiro)
    story.fails(task, kiro, 2)
    story.after(3600)
    story.do(story.swarm, "resume_with", {})
    story.starts(task, kiro)
    story.submits(task, kiro, 3)
    story.after(1)
    story.lands(story.train("train-1", task), task)
    report = reported(story)
    assert (report.tasks[0].waited_s, report.earlier_s) == (1, 2)


@pytest.mark.parametrize(("files", "unchanged"), [([], True), (["a.py"], False)])
def test_a_task_whose_attempt_changed_no_file_is_marked(story, files, unchanged):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.starts(task, kiro)
    story.do(task, "submit", task.attempt, "c" * 40, files, 1)
    assert reported(story).tasks[0].unchanged is unchanged
