"""One task, one instance, or a table of tasks, as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.columns import table
from projections.status_text import WIDTH, duration, task_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.ports import Row


def task_table(tasks: Sequence[Row]) -> str:
    """Write a line for each task."""
    return "\n".join(table(task_cells(tasks), WIDTH))


def one_task(row: Row, attempts: Sequence[Row]) -> str:
    """Write what is known of a task, and of its attempts."""
    facts = [
        ("state", row["state"]),
        ("phase", row["phase"]),
        ("instance", row["instance"]),
        ("worked", duration(row["busy_s"]) if row["busy_s"] else ""),
        ("needs", ", ".join(row["depends_on"])),
        ("reason", row["reason"]),
        ("commit", row["commit"]),
    ]
    lines = [f"  {name + ':':<10}{value}" for name, value in facts if value]
    lines += [_attempt(each) for each in attempts]
    return "\n".join([f"task {row['task']}: {row['title']}", *lines])


def _attempt(row: Row) -> str:
    why = f": {row['reason']}" if row["reason"] else ""
    kept = f" (its work is kept on {row['rescue']})" if row["rescue"] else ""
    return (
        f"  attempt {row['attempt']} on {row['instance']}: {row['outcome']}{why}{kept}"
    )


def one_instance(row: Row) -> str:
    """Write how an instance is."""
    busy = f" with task {row['task']}, attempt {row['attempt']}" if row["task"] else ""
    why = f" ({row['reason']})" if row["reason"] else ""
    where = f"{row['colour']}, {row['agent']} on {row['host']}, since {row['since']}"
    return f"{row['state']}{busy}{why}; {where}"
