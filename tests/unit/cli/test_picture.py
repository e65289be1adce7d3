from __future__ import annotations

import pytest
from rich.cells import cell_len

from adapters.cli.picture import picture
from tests.unit.campaign.story import Story, current


def drawn(story: Story, width: int = 80, height: int = 23, recent=()) -> list[str]:
    text = picture(
        current(story),
        now=story.now,
        elapsed_s=12.3,
        recent=recent,
        width=width,
        height=height,
    )
    return text.plain.split("\n")


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def busy(story: Story) -> Story:
    """Six tasks: one integrated, one in a train, one running again, three to come."""
    tasks = [story.task(f"1.{n}") for n in range(1, 7)]
    one, two = story.instance("kiro-1"), story.instance("kiro-2", "#dd0531")
    for task in tasks[:2]:
        story.starts(task, one)
        story.submits(task, one, 2)
        train = story.train(f"train-{task.task}", task)
        if task is tasks[0]:
            story.lands(train, task)
    story.starts(tasks[2], two)
    story.fails(tasks[2], two, 2)
    story.starts(tasks[2], two)
    story.after(1.5)
    return story


def test_the_title_says_what_goes_where_for_how_long(busy):
    assert drawn(busy)[0] == "checkout → main  running  12.3s, about 3.2s left"


def test_nothing_is_estimated_while_nothing_is_known(story):
    story.task("1.1")
    assert drawn(story)[0] == "checkout → main  running  12.3s"


def test_a_paused_swarm_is_shown_as_such(story):
    story.do(story.swarm, "pause", "tea")
    assert "paused" in drawn(story)[0]


def test_the_bar_is_filled_by_what_is_integrated(busy):
    assert drawn(busy)[1].endswith(" 1 of 6 tasks integrated")


def test_the_bar_of_an_empty_plan_is_empty(story):
    assert drawn(story)[1].endswith(" 0 of 0 tasks integrated")


def test_tasks_are_counted_by_state(busy):
    assert drawn(busy)[2] == "1 running, 1 merging, 3 waiting"


def test_instances_at_work_come_first_with_task_time_and_attempt(busy):
    assert drawn(busy)[3:5] == [
        "● kiro-2     1.5s  1.3 Title of 1.3 (attempt 2)",
        "● kiro-1  idle",
    ]


def test_instances_have_their_colours(busy):
    text = picture(
        current(busy), now=busy.now, elapsed_s=1, recent=(), width=80, height=23
    )
    styles = {str(span.style) for span in text.spans}
    assert {"#007fff", "#dd0531"} <= styles


def test_an_instance_that_left_is_not_shown(story):
    story.do(story.instance("kiro-1"), "leave", "not needed")
    assert not any("kiro-1" in line for line in drawn(story))


def test_an_instance_that_is_being_set_up_shows_no_time(story):
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.do(task, "make_ready")
    story.do(task, "assign", "kiro-1", 1)
    story.do(kiro, "take", "1.1", 1)
    assert drawn(story)[3] == "● kiro-1           1.1 Title of 1.1"


def test_the_merge_queue_shows_trains_and_who_waits(busy):
    task, kiro = busy.task("2"), busy.instance("kiro-3")
    busy.starts(task, kiro)
    busy.submits(task, kiro, 1)
    assert drawn(busy)[6:8] == [
        "merge queue  building: 1.2",
        "merge queue  waiting: 2",
    ]


def test_the_last_changes_fill_what_is_left(busy):
    lines = drawn(busy, height=10, recent=[f"change {n}" for n in range(9)])
    assert lines[-3:] == ["  change 6", "  change 7", "  change 8"]
    assert len(lines) == 10


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 4, 5, 6, 7, 9, 23])
def test_the_picture_fits_every_terminal(busy, width, height):
    for n in range(3, 12):
        busy.instance(f"kiro-{n}")
    busy.task("9", title="実装する " * 30)
    lines = drawn(busy, width, height, ["a change of some length " * 5] * 12)
    assert len(lines) <= height
    assert max(map(cell_len, lines)) <= width


def test_what_does_not_fit_is_counted(story):
    for n in range(1, 10):
        story.instance(f"kiro-{n}")
    assert drawn(story, height=8)[-1] == "  … and 5 more instances"


def test_a_title_cannot_command_the_terminal(story):
    task, kiro = story.task("1.1", title="\x1b[2Jgone"), story.instance("kiro-1")
    story.starts(task, kiro)
    assert "\x1b" not in "\n".join(drawn(story))
