from __future__ import annotations

from datetime import timedelta

from adapters.campaign.estimate import critical_path_s, longest_chain, seconds_left
from tests.unit.campaign.story import Story, current


def test_the_longest_chain_is_the_heaviest_path():
    depends_on = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}
    assert longest_chain(depends_on, {"a": 1, "b": 5, "c": 2, "d": 1}) == 7


def test_a_dependency_outside_of_the_plan_takes_no_time():
    assert longest_chain({"a": ["gone"]}, {"a": 2}) == 2


def test_no_tasks_have_no_chain():
    assert longest_chain({}, {}) == 0


def test_a_chain_may_be_very_long():
    names = [str(n) for n in range(5000)]
    depends_on = {n: [str(int(n) - 1)] if n != "0" else [] for n in reversed(names)}
    assert longest_chain(depends_on, dict.fromkeys(names, 1.0)) == 5000


def test_all_attempts_of_a_task_count_for_the_critical_path():
    story = Story()
    task, kiro = story.task("1.1"), story.instance("kiro-1")
    story.starts(task, kiro)
    story.fails(task, kiro, 2)
    story.starts(task, kiro)
    story.submits(task, kiro, 3)
    assert critical_path_s(current(story).board.tasks) == 5


def test_nothing_is_estimated_before_an_attempt_has_ended():
    story = Story()
    story.starts(story.task("1.1"), story.instance("kiro-1"))
    assert seconds_left(current(story), story.now) is None


def test_what_is_left_is_shared_among_the_instances():
    story = Story()
    first, kiro = story.task("1"), story.instance("kiro-1")
    story.instance("kiro-2")
    for name in ("2", "3", "4", "5"):
        story.task(name)
    story.starts(first, kiro)
    story.submits(first, kiro, 10)
    assert seconds_left(current(story), story.now) == 20


def test_a_chain_cannot_be_shared():
    story = Story()
    first, kiro = story.task("1"), story.instance("kiro-1")
    story.instance("kiro-2")
    story.task("2", "1")
    story.task("3", "2")
    story.starts(first, kiro)
    story.submits(first, kiro, 10)
    assert seconds_left(current(story), story.now) == 20


def test_what_runs_already_takes_less():
    story = Story()
    first, kiro = story.task("1"), story.instance("kiro-1")
    second = story.task("2")
    story.starts(first, kiro)
    story.submits(first, kiro, 10)
    story.starts(second, kiro)
    later = story.now + timedelta(seconds=4)
    assert seconds_left(current(story), later) == 6


def test_an_overdue_task_takes_no_negative_time():
    story = Story()
    first, kiro = story.task("1"), story.instance("kiro-1")
    second = story.task("2")
    story.starts(first, kiro)
    story.submits(first, kiro, 1)
    story.starts(second, kiro)
    assert seconds_left(current(story), story.now + timedelta(minutes=5)) == 0
