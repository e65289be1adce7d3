"""The status of a swarm as text for people: plain, at most 80 columns wide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.ports import Row

WIDTH = 80

_ORDER = (
    "integrated",
    "checking",
    "submitted",
    "running",
    "assigned",
    "ready",
    "registered",
    "blocked",
    "failed",
    "cancelled",
    "skipped",
)
_TROUBLE = frozenset({"failed", "blocked"})


def render(
    overview: Row, tasks: Row, instances: Row, queue: Row, detailed: bool = False
) -> str:
    """Write the answers of the queries of the same names as text.

    The short form names the swarm, its counts, who works on what, the merge queue and
    what is in trouble; the detailed one adds a line for every task and train.
    """
    if not overview["swarm"]:
        return "no swarm yet: start one with `swarm up SPEC`\n"
    parts = [
        _headline(overview),
        _counts(overview, queue),
        _section("instances", _instances(instances["instances"])),
        _section("merge queue", _queue(queue, detailed)),
    ]
    if detailed:
        parts.append(_section("tasks", _tasks(tasks["tasks"])))
    else:
        parts.append(_section("in trouble", _trouble(tasks["tasks"])))
    return "\n".join(part for part in parts if part)


def clip(text: str, width: int) -> str:
    """Shorten text to `width` characters on one line, with a mark where it was cut."""
    line = text.replace("\n", " ").rstrip()
    return line if len(line) <= width else line[: width - 1] + "…"


def span(start: str | None, end: str | None) -> str:
    """Write the time between two moments for people; "" when one is missing."""
    if not start or not end:
        return ""
    seconds = (
        datetime.fromisoformat(end) - datetime.fromisoformat(start)
    ).total_seconds()
    return duration(seconds)


def duration(seconds: float) -> str:
    """Write seconds for people: `4.2s`, `3m05s`, `2h07m`."""
    if seconds < 60:  # noqa: PLR2004
        return f"{seconds:.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes}m{rest:02d}s"
    return f"{minutes // 60}h{minutes % 60:02d}m"


def _headline(overview: Row) -> str:
    line = f"swarm {overview['swarm']} is {overview['state']} → {overview['target']}"
    if overview["ended_at"]:
        line += f", after {span(overview['continued_at'], overview['ended_at'])}"
    if overview["reason"]:
        line += f": {overview['reason']}"
    return clip(line, WIDTH) + "\n"


def _counts(overview: Row, queue: Row) -> str:
    by_state = overview["tasks"]["by_state"]
    states = ", ".join(
        f"{by_state[state]} {state}" for state in _ORDER if by_state.get(state)
    )
    line = f"{overview['tasks']['total']} tasks"
    if states:
        line += f": {states}"
    waiting = len(queue["waiting"])
    return (
        clip(line, WIDTH) + "\n" + (f"{waiting} wait to be merged\n" if waiting else "")
    )


def _section(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    body = "".join(clip(f"{line}", WIDTH - 2).join(("  ", "\n")) for line in lines)
    return f"{title}\n{body}"


def _instances(instances: Sequence[Row]) -> list[str]:
    return [
        f"{row['instance']:<12} {row['colour']:<8} {row['state']:<5}"
        + (f" {row['task']} (attempt {row['attempt']})" if row["task"] else "")
        for row in instances
        if row["state"] != "left"
    ]


def _queue(queue: Row, detailed: bool) -> list[str]:
    trains = queue["open"] + (queue["ended"] if detailed else [])
    return [
        f"{row['integration']:<12} {row['outcome'] or row['state']:<9} "
        + ", ".join(candidate["task"] for candidate in row["candidates"])
        + (f": {row['reason']}" if row["reason"] else "")
        for row in trains
    ]


def _tasks(tasks: Sequence[Row]) -> list[str]:
    width = max((len(row["task"]) for row in tasks), default=0)
    return [
        f"{row['task']:<{width}} {row['state']:<10} {row['instance']:<8} {row['title']}"
        + (f": {row['reason']}" if row["reason"] else "")
        for row in tasks
    ]


def _trouble(tasks: Sequence[Row]) -> list[str]:
    return [
        f"{row['task']} {row['state']}: {row['reason']}"
        for row in tasks
        if row["state"] in _TROUBLE
        or (row["failures"] and row["state"] != "integrated")
    ]
