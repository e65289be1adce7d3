"""The status as text."""

from __future__ import annotations

from projections.columns import clip, table, width_of
from projections.queries import (
    instance_board,
    merge_queue,
    swarm_overview,
    task_board,
)
from projections.status_text import WIDTH, duration, render
from tests.unit.projections.world import SWARM


def written(world, *, detailed: bool = False) -> str:
    rows = world.rows
    return render(
        swarm_overview(rows),
        task_board(rows, SWARM),
        instance_board(rows, SWARM),
        merge_queue(rows, SWARM),
        detailed,
    )


def campaign(world) -> None:
    """Let a little of everything happen."""
    world.swarm()
    busy, idle = world.instance("kiro-1"), world.instance("kiro-2")
    left = world.instance("kiro-3")
    world.happen(5, left.leave, "fewer were asked for")
    assert idle.state == "idle"
    world.happen(9, busy.take, "1.1", 1)
    world.running("1.1")
    world.submitted("1.2")
    merged = world.submitted("1.3")
    train = world.train(merged)
    world.happen(40, train.abandon, "not wanted")
    world.train(world.submitted("1.4"), name="train-2")
    broken = world.running("1.5")
    world.happen(15, broken.fail_attempt, 1, "exit 3", "", 5.0, tries=1)
    world.task("1.6", optional=True)


def test_without_a_swarm_it_says_what_to_do(world):
    assert written(world) == (
        "no swarm has run here yet: start one with `swarm up SPEC`\n"
    )


def test_the_short_form_shows_the_whole_at_a_glance(world):
    campaign(world)
    assert written(world) == (
        "swarm checkout: running, target main, since 2025-01-31 12:00:00Z\n"
        "6 tasks, 5 of them required: 2 checking, 1 submitted, 1 running,"
        " 1 registered,\n"
        "1 failed\n"
        "\n"
        "instances\n"
        "  kiro-1  #dd0531  busy  1.1 attempt 1\n"
        "  kiro-2  #dd0531  idle\n"
        "\n"
        "merge queue\n"
        "  train-2  building  1.4\n"
        "  waiting  1.2\n"
        "\n"
        "in trouble\n"
        "  1.5  failed  exit 3 (try 1 of 1)\n"
    )


def test_the_detailed_form_shows_every_task_and_train(world):
    campaign(world)
    tail = written(world, detailed=True).partition("merged and closed\n")[2]
    assert tail == (
        "  train-1  abandoned  1.3: not wanted\n"
        "\n"
        "tasks\n"
        "  1.1  running     do     kiro-1  1  -     Title of 1.1\n"
        "  1.2  submitted   check  kiro-1  1  9.5s  Title of 1.2\n"
        "  1.3  checking    check  kiro-1  1  9.5s  Title of 1.3\n"
        "  1.4  checking    check  kiro-1  1  9.5s  Title of 1.4\n"
        "  1.5  failed      act    kiro-1  1  5.0s  Title of 1.5: exit 3 (try 1 of 1)\n"
        "  1.6  registered  plan   -       -  -     Title of 1.6\n"
    )


def test_a_swarm_that_is_over_says_how_long_it_took_and_why(world):
    swarm = world.swarm()
    world.happen(185, swarm.end, "1.5 failed and 1.6 needs it")
    assert written(world) == (
        "swarm checkout: ended, target main, in 3m05s\n"
        "1.5 failed and 1.6 needs it\n"
        "0 tasks, 0 of them required\n"
    )


def test_no_line_is_wider_than_a_terminal(world):
    world.swarm()
    task = world.running("一" * 40)
    reason = "很长的\n理由 " * 40 + "\x1b[31m"
    world.happen(15, task.fail_attempt, 1, reason, "", 5.0, tries=3)
    for detailed in (False, True):
        text = written(world, detailed=detailed)
        assert all(width_of(line) <= WIDTH for line in text.splitlines())
        assert "\x1b" not in text
        assert "…" in text


def test_durations_are_written_for_people():
    assert [duration(seconds) for seconds in (0.04, 59.94, 185, 7620)] == [
        "0.0s",
        "59.9s",
        "3m05s",
        "2h07m",
    ]


def test_wide_and_combining_characters_are_counted_as_a_terminal_does():
    assert width_of("a购e\u0301") == 4
    assert clip("购物车购物车", 7) == "购物车…"
    assert clip("short", 7) == "short"


def test_columns_line_up_and_rows_may_be_shorter():
    assert table([["a", "bb", "c d"], ["aaa", "b"]], 80) == [
        "a    bb  c d",
        "aaa  b",
    ]
    assert table([], 80) == []
