from __future__ import annotations

import json
from dataclasses import replace

import pytest

from adapters.campaign.report import TaskReport, UpReport
from adapters.cli.report_text import render_json, render_report

GOOD = TaskReport(
    "1.1", "Add a cart", "integrated", "kiro-1", 2, "e" * 40, "", 4.0, 1.5
)
BAD = TaskReport(
    "1.2", "Pay", "failed", "kiro-2", 3, "", "exit status 1", 6.0, 0.0,
    optional=True, rescues=("refs/swarm/rescue/1.2/1",),
)  # fmt: skip


def report(*tasks: TaskReport, **facts) -> UpReport:
    given = {
        "swarm": "checkout", "status": "completed", "target": "main", "head": "d" * 40,
        "elapsed_s": 5.0, "busy_s": 10.0, "critical_path_s": 4.0,
    }  # fmt: skip
    return UpReport(tasks=list(tasks), **{**given, **facts})


def test_each_task_has_its_row():
    assert render_report(report(GOOD, BAD)).splitlines()[:3] == [
        "task  state       instance  tries  worked  waited  commit      title",
        "1.1   integrated  kiro-1        2    4.0s    1.5s  eeeeeeeeee  Add a cart",
        "1.2   failed      kiro-2        3    6.0s    0.0s  -           Pay (optional)",
    ]


def test_what_is_not_integrated_is_listed_with_reason_and_rescue_ref():
    text = render_report(report(GOOD, BAD, status="ended"))
    assert (
        "Not integrated: 1 of 2 tasks\n"
        "  1.2 is failed: exit status 1\n"
        "    its work is kept on refs/swarm/rescue/1.2/1\n"
    ) in text


def test_a_task_that_was_not_reached_says_so():
    waiting = TaskReport("2", "Later", "registered")
    assert "  2 is registered: it was not reached\n" in render_report(report(waiting))


def test_nothing_is_left_over_when_all_is_integrated_or_skipped():
    skipped = TaskReport("0", "Done before", "skipped", reason="ticked")
    assert "Not integrated" not in render_report(report(GOOD, skipped))


def test_the_sums_compare_the_clock_with_the_work():
    text = render_report(report(GOOD))
    assert text.endswith(
        "swarm checkout completed: 1 of 1 task integrated into main at dddddddddd\n"
        "5.0s elapsed, 10.0s of work, 4.0s on the critical path: "
        "2.0 times as fast as one task after another"
    )


def test_without_work_there_is_no_speed_up():
    text = render_report(report(elapsed_s=0.0, busy_s=0.0, critical_path_s=0.0))
    assert text.endswith("0.0s on the critical path")


def test_notes_are_shown():
    assert "Note: kept because dirty\n" in render_report(
        report(GOOD, notes=["kept because dirty"])
    )


def test_a_title_cannot_command_the_terminal():
    bad = TaskReport("1", "\x1b]0;owned\x07", "integrated")
    assert "\x1b" not in render_report(report(bad))


def test_the_json_object_has_exactly_the_documented_fields():
    assert json.loads(render_json(report(GOOD))) == {
        "swarm": "checkout",
        "status": "completed",
        "target": "main",
        "head": "d" * 40,
        "tasks": {
            "1.1": {
                "state": "integrated",
                "instance": "kiro-1",
                "attempts": 2,
                "commit": "e" * 40,
                "reason": "",
            }
        },
        "elapsed_s": 5.0,
        "busy_s": 10.0,
        "critical_path_s": 4.0,
    }


def test_the_json_is_one_line():
    assert "\n" not in render_json(report(GOOD, BAD))


def test_a_swarm_that_was_stopped_can_be_continued():
    text = render_report(report(GOOD, status="stopped"))
    assert text.endswith("`swarm up` with the same plan goes on from here.")
    assert "times as fast" not in text


def test_earlier_runs_count_for_the_speed_up():
    text = render_report(report(GOOD, earlier_s=5.0))
    assert text.endswith(
        "5.0s elapsed and 5.0s in earlier runs, 10.0s of work, 4.0s on the critical "
        "path: 1.0 times as fast as one task after another"
    )


@pytest.mark.parametrize(("elapsed_s", "busy_s"), [(5.0, 9.0), (30.0, 12.0)])
def test_a_speed_up_that_would_mislead_is_not_told(elapsed_s, busy_s):
    text = render_report(report(GOOD, elapsed_s=elapsed_s, busy_s=busy_s))
    assert "times as fast" not in text


def test_a_plan_that_was_done_before_is_told_as_such():
    skipped = TaskReport("0", "Done before", "skipped", reason="ticked")
    text = render_report(report(skipped))
    assert "nothing to do: 1 task ticked before" in text
    assert "0 of 1" not in text


def test_a_task_that_changed_nothing_is_remarked_on():
    idle = replace(GOOD, unchanged=True)
    assert "task 1.1 changed nothing" in render_report(report(idle))
    assert "changed nothing" not in render_report(report(GOOD))
