"""The task board: where each leaf of the plan stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from projections.position import position_of
from projections.view import View

if TYPE_CHECKING:
    from projections.ports import Row, Rows


def _turn(state: str, phase: str, more: str = "") -> str:
    return (
        f"UPDATE tasks SET state = '{state}', phase = '{phase}', since = :at{more}"  # noqa: S608  (constants)
        " WHERE id = :id"
    )


_BUSY = ", busy_s = busy_s + :busy_s"
_FAILED_ONCE = ", failures = failures + 1, reason = :reason"

TASKS = View(
    "tasks",
    {
        "TaskRegistered": (
            "INSERT INTO tasks (id, swarm, task, title, spec, line, optional,"
            " depends_on, state, phase, registered_at, since, registered) VALUES (:id,"
            " :swarm, :task, :title, :spec, :line, :optional, :depends_on,"
            " 'registered', 'plan', :at, :at, :position)"
        ),
        "TaskReady": _turn("ready", "plan"),
        "TaskAssigned": _turn(
            "assigned",
            "do",
            ", instance = :instance, attempt = :attempt, assigned_at = :at,"
            " started_at = NULL, submitted_at = NULL",
        ),
        "TaskStarted": _turn("running", "do", ", started_at = :at"),
        "TaskSubmitted": _turn(
            "submitted", "check", ", submitted_at = :at, candidate = :commit" + _BUSY
        ),
        "TaskAttemptFailed": _turn("ready", "act", _FAILED_ONCE + _BUSY),
        "TaskInterrupted": _turn("ready", "plan", ", reason = :reason" + _BUSY),
        "TaskCheckBegun": _turn("checking", "check", ", integration = :integration"),
        "TaskReturned": _turn("ready", "act", _FAILED_ONCE),
        "TaskRequeued": _turn("submitted", "check", ", integration = ''"),
        "TaskIntegrated": _turn(
            "integrated",
            "act",
            ", commit_id = :commit, integrated_at = :at, reason = ''",
        ),
        "TaskFailed": _turn("failed", "act", ", reason = :reason"),
        "TaskBlocked": _turn("blocked", "act", ", reason = :reason"),
        "TaskSkipped": _turn("skipped", "plan", ", reason = :reason"),
        "TaskRevised": (
            "UPDATE tasks SET title = :title, line = :line, optional = :optional,"
            " depends_on = :depends_on, since = :at, state = CASE state WHEN 'ready'"
            " THEN 'registered' ELSE state END WHERE id = :id"
        ),
        "TaskReopened": _turn("registered", "plan", ", failures = 0, reason = ''"),
    },
)

_COLUMNS = (
    "task, title, spec, line, optional, depends_on, state, phase, instance, attempt,"
    " failures, reason, candidate, commit_id, integration, registered_at, assigned_at,"
    " started_at, submitted_at, integrated_at, since, busy_s"
)


def task_board(rows: Rows, swarm: str) -> Row:
    """List the tasks of a swarm in the order of the plan.

    `commit` is the merge commit; times are ISO 8601 or None; `busy_s` sums up the
    seconds that agents worked on it in all attempts.
    """
    position = position_of(rows, "tasks")
    found = rows(
        f"SELECT {_COLUMNS} FROM tasks WHERE swarm = :swarm ORDER BY registered",  # noqa: S608  (constants)
        {"swarm": swarm},
    )
    return {
        "swarm": swarm,
        "tasks": [_plain(row) for row in found],
        "position": position,
    }


def task_counts(rows: Rows, swarm: str) -> Row:
    """Count the tasks of a swarm: in all, required ones, and by state."""
    found = rows(
        "SELECT state, optional, count(*) AS n FROM tasks WHERE swarm = :swarm"
        " GROUP BY state, optional ORDER BY state",
        {"swarm": swarm},
    )
    by_state: dict[str, int] = {}
    for row in found:
        by_state[row["state"]] = by_state.get(row["state"], 0) + row["n"]
    return {
        "total": sum(by_state.values()),
        "required": sum(row["n"] for row in found if not row["optional"]),
        "by_state": by_state,
    }


def _plain(row: Row) -> Row:
    row["commit"] = row.pop("commit_id")
    row["optional"] = bool(row["optional"])
    row["depends_on"] = json.loads(row["depends_on"])
    return row
