"""The report of `swarm up`, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from adapters.cli.text import clean, count, short
from projections.status_text import duration

if TYPE_CHECKING:
    from adapters.campaign.report import TaskReport, UpReport

GOOD = frozenset({"integrated", "skipped"})
HEAD = ("task", "state", "instance", "tries", "worked", "waited", "commit", "title")
WORTH_COMPARING_S = 10.0
RIGHT = frozenset({"tries", "worked", "waited"})


def render_json(report: UpReport) -> str:
    """Write the object that `swarm up --json` prints."""
    return json.dumps(
        {
            "swarm": report.swarm,
            "status": report.status,
            "target": report.target,
            "head": report.head,
            "tasks": {
                each.task: {
                    "state": each.state,
                    "instance": each.instance,
                    "attempts": each.attempts,
                    "commit": each.commit,
                    "reason": each.reason,
                }
                for each in report.tasks
            },
            "elapsed_s": report.elapsed_s,
            "busy_s": report.busy_s,
            "critical_path_s": report.critical_path_s,
        },
        ensure_ascii=False,
    )


def render_report(report: UpReport) -> str:
    """Write the report for a person: a table, what is left over, and the sums."""
    parts = [
        _table(report),
        _left_over(report),
        _unchanged(report),
        _notes(report),
        _sums(report),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(report: UpReport) -> str:
    rows = [HEAD, *(_row(each) for each in report.tasks)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD) - 1)]
    return "\n".join(_line(row, widths) for row in rows)


def _row(task: TaskReport) -> tuple[str, ...]:
    return (
        clean(task.task),
        task.state,
        clean(task.instance) or "-",
        str(task.attempts),
        duration(task.busy_s),
        duration(task.waited_s),
        short(task.commit) or "-",
        clean(task.title) + (" (optional)" if task.optional else ""),
    )


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [
        cell.rjust(width) if name in RIGHT else cell.ljust(width)
        for name, cell, width in zip(HEAD, row, widths)
    ]
    return "  ".join([*cells, row[-1]]).rstrip()


def _left_over(report: UpReport) -> str:
    left = [each for each in report.tasks if each.state not in GOOD]
    if not left:
        return ""
    lines = [f"Not integrated: {len(left)} of {count(len(report.tasks), 'task')}"]
    for each in left:
        reason = clean(each.reason) or "it was not reached"
        lines.append(f"  {clean(each.task)} is {each.state}: {reason}")
        lines.extend(f"    its work is kept on {ref}" for ref in each.rescues)
    return "\n".join(lines)


def _unchanged(report: UpReport) -> str:
    """Name the tasks that were ticked although nothing was done for them."""
    return "\n".join(
        f"Note: task {clean(each.task)} changed nothing: its agent left no change of files"
        for each in report.tasks
        if each.state == "integrated" and each.unchanged
    )


def _notes(report: UpReport) -> str:
    return "\n".join(f"Note: {clean(note)}" for note in report.notes)


def _sums(report: UpReport) -> str:
    landed = sum(1 for each in report.tasks if each.state == "integrated")
    total = count(len(report.tasks), "task")
    where = f" at {short(report.head)}" if report.head else ""
    outcome = (
        f"swarm {clean(report.swarm)} {report.status}: {landed} of {total} integrated "
        f"into {clean(report.target)}{where}"
    )
    if report.tasks and all(each.state == "skipped" for each in report.tasks):
        outcome = (
            f"swarm {clean(report.swarm)} {report.status}, nothing to do: {total} "
            "ticked before or optional"
        )
    times = (
        f"{duration(report.elapsed_s)} elapsed{_earlier(report)}, "
        f"{duration(report.busy_s)} of work, "
        f"{duration(report.critical_path_s)} on the critical path{_speed_up(report)}"
    )
    return f"{outcome}\n{times}{_outlook(report)}"


def _speed_up(report: UpReport) -> str:
    clock_s = report.elapsed_s + report.earlier_s
    # Of seconds, or of work that was less than the house's own, it would say nothing.
    worth_it = report.busy_s >= max(clock_s, WORTH_COMPARING_S)
    if not report.done or not clock_s or not worth_it:
        return ""
    return f": {report.busy_s / clock_s:.1f} times as fast as one task after another"


def _outlook(report: UpReport) -> str:
    if report.status != "stopped":
        return ""
    return "\nNothing is lost: `swarm up` with the same plan goes on from here."


def _earlier(report: UpReport) -> str:
    return (
        f" and {duration(report.earlier_s)} in earlier runs" if report.earlier_s else ""
    )
