"""Every question the read side answers, in one place.

Each takes `Rows` and returns plain data (ready for JSON) with the `position` of the
event store that it is true for, at least.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.actions import action_log
from projections.attempts import attempt_list
from projections.instances import instance_board, instance_counts
from projections.integrations import merge_queue
from projections.position import position_of
from projections.swarms import latest_swarm, swarm_list, swarm_row
from projections.tasks import task_board, task_counts

if TYPE_CHECKING:
    from projections.ports import Row, Rows

__all__ = [
    "action_log",
    "attempt_list",
    "instance_board",
    "latest_swarm",
    "merge_queue",
    "parked_sequences",
    "swarm_list",
    "swarm_overview",
    "task_board",
]


def swarm_overview(rows: Rows, swarm: str | None = None) -> Row:
    """Say how a swarm is: its row, and counts of tasks and instances by state.

    Without a name it is the latest swarm. When there is none, `swarm` and `state`
    are empty.
    """
    position = position_of(rows, "swarms", "tasks", "instances")
    name = swarm or latest_swarm(rows)
    found = swarm_row(rows, name) or {"swarm": "", "state": ""}
    return {
        **found,
        "tasks": task_counts(rows, name),
        "instances": instance_counts(rows, name),
        "position": position,
    }


def parked_sequences(rows: Rows) -> Row:
    """List the sequences of events that a view could not take, with the reason."""
    found = rows(
        "SELECT projection, aggregate_id, position, event, reason"
        " FROM projection_parked ORDER BY position",
        {},
    )
    return {"parked": found, "position": max((r["position"] for r in found), default=0)}
