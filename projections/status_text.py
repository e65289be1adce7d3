"""The status of a swarm as text for people: plain, at most 80 columns wide.

Colours and live views are the business of the doors; these lines are the same
wherever they are read. Moments are UTC.
"""

from __future__ import annotations

from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from projections.columns import clip, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.ports import Row

WIDTH = 80
NO_SWARM = "no swarm has run here yet: start one with `swarm up SPEC`\n"

# What is nearest to the end comes first, what went wrong after all that goes well.
_STATES = (
    "integrated",
    "checking",
    "submitted",
    "running",
    "assigned",
    "ready",
    "registered",
    "skipped",
    "blocked",
    "failed",
    "cancelled",
)
_STUCK = frozenset({"failed", "blocked"})
_FIRM = "\N{NO-BREAK SPACE}"
_MINUTE, _HOUR = 60, 3600


def render(
    overview: Row, tasks: Row, instances: Row, queue: Row, detailed: bool = False
) -> str:
    """Write the answers of the queries of the same names as text.

    The short form names the swarm, its counts, who works on what, the merge queue and
    what is in trouble; the detailed one has a line for every task and ended train.
    """
    if not overview["swarm"]:
        return NO_SWARM
    sections = [
        "".join(f"{clip(line, WIDTH)}\n" for line in _headline(overview)),
        _section("instances", _instances(instances["instances"])),
        _section("merge queue", _queue(queue)),
    ]
    if detailed:
        sections.append(_section("merged and closed", _trains(queue["ended"])))
        sections.append(_section("tasks", task_cells(tasks["tasks"])))
    else:
        sections.append(_section("in trouble", _trouble(tasks["tasks"])))
    return "\n".join(section for section in sections if section)


def duration(seconds: float) -> str:
    """Write seconds for people: `4.2s`, `3m05s`, `2h07m`."""
    if seconds < _MINUTE:
        return f"{seconds:.1f}s"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)}m{int(seconds % _MINUTE):02d}s"
    return f"{int(seconds // _HOUR)}h{int(seconds % _HOUR // _MINUTE):02d}m"


def _headline(overview: Row) -> list[str]:
    begun, ended = overview["continued_at"], overview["ended_at"]
    line = (
        f"swarm {overview['swarm']}: {overview['state']}, target {overview['target']}"
    )
    line += (
        f", since {_moment(begun)}" if not ended else f", in {_between(begun, ended)}"
    )
    return [line, *filter(None, [overview["reason"]]), *_counts(overview["tasks"])]


def _counts(tasks: Row) -> list[str]:
    found = tasks["by_state"]
    # A number and its state stay on one line.
    states = ", ".join(
        f"{found[state]}{_FIRM}{state}" for state in _STATES if state in found
    )
    line = f"{tasks['total']} tasks, {tasks['required']} of them required: {states}"
    return [part.replace(_FIRM, " ") for part in wrap(line.rstrip(": "), WIDTH)]


def _instances(instances: Sequence[Row]) -> list[Sequence[str]]:
    return [
        (row["instance"], row["colour"], row["state"], _work(row))
        for row in instances
        if row["state"] != "left"
    ]


def _work(instance: Row) -> str:
    if not instance["task"]:
        return ""
    return f"{instance['task']} attempt {instance['attempt']}"


def _queue(queue: Row) -> list[Sequence[str]]:
    waiting = ", ".join(row["task"] for row in queue["waiting"])
    lines: list[Sequence[str]] = _trains(queue["open"])
    return [*lines, ("waiting", waiting)] if waiting else lines


def _trains(trains: Sequence[Row]) -> list[Sequence[str]]:
    return [
        (row["integration"], row["outcome"] or row["state"], _cargo(row))
        for row in trains
    ]


def _cargo(train: Row) -> str:
    tasks = ", ".join(candidate["task"] for candidate in train["candidates"])
    return f"{tasks}: {train['reason']}" if train["reason"] else tasks


def task_cells(tasks: Sequence[Row]) -> list[Sequence[str]]:
    """Give a row of cells for each task."""
    return [
        (
            row["task"],
            row["state"],
            row["phase"],
            row["instance"] or "-",
            f"{row['attempt'] or '-'}",
            duration(row["busy_s"]) if row["busy_s"] else "-",
            f"{row['title']}: {row['reason']}" if row["reason"] else row["title"],
        )
        for row in tasks
    ]


def _trouble(tasks: Sequence[Row]) -> list[Sequence[str]]:
    """Name tasks that are stuck, and those that failed before and are tried again."""
    return [
        (row["task"], row["state"], row["reason"])
        for row in tasks
        if row["state"] in _STUCK or (row["failures"] and row["reason"])
    ]


def _section(title: str, cells: Sequence[Sequence[str]]) -> str:
    lines = "".join(f"  {line}\n" for line in table(cells, WIDTH - 2))
    return f"{title}\n{lines}" if lines else ""


def _moment(iso: str | None) -> str:
    return f"{datetime.fromisoformat(iso):%Y-%m-%d %H:%M:%SZ}" if iso else "-"


def _between(start: str, end: str) -> str:
    begun, ended = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return duration((ended - begun).total_seconds())
