from __future__ import annotations

import pytest

from adapters.campaign.progress import Campaigns, Progress
from domain.board import Board
from tests.unit.campaign.story import DAWN, Story, current, folded


@pytest.fixture
def story() -> Story:
    return Story()


def test_nothing_is_current_before_a_swarm_is_launched():
    assert Campaigns().current is None


def test_the_swarm_launched_last_is_current():
    assert current(Story("one"), Story("two")).board.swarm == "two"


def test_a_swarm_that_is_continued_is_current_again_with_its_history():
    one, two = Story("one"), Story("two")
    one.task("1.1")
    campaigns = folded(one, two)
    one.told.clear()
    one.do(one.swarm, "resume_with", {})
    campaigns.see(one.told[0])
    assert campaigns.current
    assert list(campaigns.current.board.tasks) == ["1.1"]


def test_events_of_another_swarm_do_not_touch_the_current_one():
    one, two = Story("one"), Story("two")
    task = one.task("1.1")
    campaigns = folded(one, two)
    one.told.clear()
    one.do(task, "make_ready")
    campaigns.see(one.told[0])
    assert campaigns.current
    assert campaigns.current.board.tasks == {}


def test_an_event_of_what_was_never_introduced_is_left_alone(story):
    story.task("1.1")
    story.told.clear()
    story.do(story.swarm, "pause", "tea")
    assert Campaigns().see(story.told[0]) is None


def test_times_of_a_task_are_those_of_its_events(story):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.after(1)
    story.do(task, "make_ready")
    story.after(2)
    story.starts(task, kiro)
    story.submits(task, kiro, 4)
    story.lands(story.train("train-1", task), task)
    times = current(story).times["1.1"]
    seconds = [
        at and (at - DAWN).total_seconds()
        for at in (times.ready_at, times.started_at, times.ended_at)
    ]
    assert seconds == [1, 3, 7]


def test_the_first_start_stays_and_the_attempt_start_moves(story):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.starts(task, kiro)
    story.fails(task, kiro, 2)
    story.starts(task, kiro)
    times = current(story).times["1.1"]
    assert times.attempt_at
    assert times.started_at
    assert (times.attempt_at - times.started_at).total_seconds() == 2


def test_rescue_refs_are_kept_in_order(story):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    for _ in range(2):
        story.starts(task, kiro)
        story.fails(task, kiro, 1)
    assert current(story).times["1.1"].rescues == [
        "refs/swarm/rescue/1.1/1",
        "refs/swarm/rescue/1.1/2",
    ]


def test_a_task_that_is_reopened_has_not_ended(story):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.starts(task, kiro)
    story.fails(task, kiro, 1, tries=1)
    ended = current(story).times["1.1"].ended_at
    story.do(task, "reopen", "again")
    assert (ended is not None, current(story).times["1.1"].ended_at) == (
        True,
        None,
    )


def test_the_progress_of_one_swarm_leaves_those_of_others_alone():
    one, two = Story("one"), Story("two")
    one.starts(one.task("1.1"), one.instance("kiro-1"))
    two.task("1.1")
    progress = Progress(Board("two"))
    for recorded in (*one.told, *two.told):
        progress.see(recorded)
    assert progress.board.tasks["1.1"].state == "registered"
    assert progress.times["1.1"].started_at is None
