from __future__ import annotations

import pytest

from adapters.campaign.progress import Campaigns
from adapters.cli.lines import LINES, describe
from domain.instance import Instance
from domain.integration import Integration
from domain.swarm import Swarm
from domain.task import Task
from tests.unit.campaign.story import Story


def lines_of(story: Story) -> list[str]:
    campaigns = Campaigns()
    lines = []
    for recorded in story.told:
        progress = campaigns.see(recorded)
        assert progress
        lines.append(describe(recorded, progress))
    return [line for line in lines if line]


class Cart(Story):
    """A story with two tasks and an instance."""

    def __init__(self) -> None:
        super().__init__()
        self.one = self.task("1.1")
        self.two = self.task("1.2", "1.1")
        self.kiro = self.instance("kiro-1")


@pytest.fixture
def story() -> Cart:
    return Cart()


def test_a_smooth_task_is_told_from_start_to_landing(story):
    story.starts(story.one, story.kiro)
    story.submits(story.one, story.kiro, 2)
    story.lands(story.train("train-1", story.one), story.one)
    assert lines_of(story) == [
        "swarm checkout launched, target main",
        "task 1.1 started on kiro-1 (attempt 1)",
        "task 1.1 done in 2.0s, waits to be merged",
        "train-1 checks dddddddddd with 1.1",
        "task 1.1 integrated into main as eeeeeeeeee",
    ]


def test_a_failure_tells_why_and_where_the_work_is(story):
    story.starts(story.one, story.kiro)
    story.fails(story.one, story.kiro, 1)
    assert lines_of(story)[-1] == (
        "task 1.1 failed at attempt 1: exit status 1 "
        "(its work is kept on refs/swarm/rescue/1.1/1)"
    )


def test_the_last_failure_is_told_as_such(story):
    story.starts(story.one, story.kiro)
    story.fails(story.one, story.kiro, 1, tries=1)
    assert lines_of(story)[-1] == (
        "task 1.1 has failed for good: exit status 1 (try 1 of 1)"
    )


def test_an_interruption_without_work_names_no_ref(story):
    story.starts(story.one, story.kiro)
    story.do(story.one, "interrupt", 1, "asked to stop", "", 1.0)
    assert lines_of(story)[-1] == "task 1.1 was interrupted: asked to stop"


def test_a_conflict_is_told_with_its_cause(story):
    story.starts(story.one, story.kiro)
    story.submits(story.one, story.kiro, 1)
    train = story.train("train-1", story.one)
    story.do(
        story.one, "return_for_rework", train.integration,
        "conflict", "a.py clashes with 1.3", "<<<<", tries=3,
    )  # fmt: skip
    assert lines_of(story)[-1] == (
        "task 1.1 goes back for rework (conflict): a.py clashes with 1.3"
    )


def test_a_target_that_moved_is_told(story):
    story.starts(story.one, story.kiro)
    story.submits(story.one, story.kiro, 1)
    train = story.train("train-1", story.one)
    story.gates(train)
    story.do(train, "gated", train.step, passed=True, gates=[], excerpt="")
    story.do(train, "target_moved", train.step, "f" * 40)
    assert lines_of(story)[-1] == "train-1 starts again: main moved to ffffffffff"


def test_a_train_that_does_not_land_is_told(story):
    story.starts(story.one, story.kiro)
    story.submits(story.one, story.kiro, 1)
    story.do(story.train("train-1", story.one), "abandon", "the swarm stops")
    assert lines_of(story)[-1] == "train-1 did not land: the swarm stops"


@pytest.mark.parametrize(
    ("requests", "line"),
    [
        (["pause"], "paused: why"),
        (["request_stop"], "stopping: why"),
        (["request_stop", "stopped"], "stopped: why"),
        (["end"], "nothing can go on: why"),
    ],
)
def test_the_life_of_the_swarm_is_told(story, requests, line):
    for request_ in requests:
        story.do(story.swarm, request_, "why")
    assert lines_of(story)[-1] == line


def test_resumed_and_continued_swarms_are_told(story):
    story.do(story.swarm, "pause", "tea")
    story.do(story.swarm, "resume", "tea is over")
    story.do(story.swarm, "resume_with", {})
    assert lines_of(story)[-2:] == [
        "resumed: tea is over",
        "swarm checkout goes on where it was",
    ]


def test_blocked_and_reopened_tasks_are_told(story):
    story.do(story.two, "block", "1.1 failed")
    story.do(story.two, "reopen", "once more")
    assert lines_of(story)[-2:] == [
        "task 1.2 is blocked: 1.1 failed",
        "task 1.2 may be tried again: once more",
    ]


def test_small_steps_are_not_worth_a_line(story):
    story.do(story.one, "make_ready")
    assert lines_of(story) == ["swarm checkout launched, target main"]


def test_control_characters_of_others_do_not_reach_the_terminal(story):
    story.starts(story.one, story.kiro)
    story.do(story.one, "interrupt", 1, "\x1b[2Jgone\nand more", "", 1.0)
    assert lines_of(story)[-1] == "task 1.1 was interrupted: \ufffd[2Jgone and more"


def test_every_line_is_of_an_event_that_exists():
    bases = (Swarm.Event, Task.Event, Instance.Event, Integration.Event)
    assert all(issubclass(event, bases) for event in LINES)


def test_a_reason_that_was_not_given_leaves_no_gap(story):
    story.do(story.swarm, "pause", "")
    assert lines_of(story)[-1] == "paused"
