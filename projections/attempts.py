"""The attempts: one row for each time an instance was given a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.position import position_of
from projections.view import View

if TYPE_CHECKING:
    from projections.ports import Row, Rows


def _change(what: str) -> str:
    return f"UPDATE attempts SET {what} WHERE task_id = :id AND attempt = :attempt"  # noqa: S608  (constants)


_CUT_SHORT = "reason = :reason, rescue = :rescue, busy_s = :busy_s, ended_at = :at"

ATTEMPTS = View(
    "attempts",
    {
        "TaskAssigned": (
            "INSERT INTO attempts (task_id, attempt, instance, outcome, assigned_at,"
            " assigned) VALUES (:id, :attempt, :instance, 'assigned', :at, :position)"
        ),
        "TaskStarted": _change(
            "outcome = 'running', started_at = :at, base = :base, branch = :branch"
        ),
        "TaskSubmitted": _change(
            "outcome = 'submitted', submitted_at = :at, candidate = :commit,"
            " busy_s = :busy_s"
        ),
        "TaskAttemptFailed": _change("outcome = 'failed', " + _CUT_SHORT),
        "TaskInterrupted": _change("outcome = 'interrupted', " + _CUT_SHORT),
        "TaskCheckBegun": _change("outcome = 'checking', integration = :integration"),
        "TaskRequeued": _change("outcome = 'submitted', integration = ''"),
        "TaskReturned": _change(
            "outcome = 'returned', reason = :reason, ended_at = :at"
        ),
        "TaskIntegrated": _change(
            "outcome = 'integrated', commit_id = :commit, ended_at = :at"
        ),
    },
)


def attempt_list(rows: Rows, swarm: str, task: str = "") -> Row:
    """List the attempts of a swarm, or of one task, in the order of assignment.

    `outcome` is one of assigned, running, submitted, checking, integrated, failed,
    interrupted and returned; times are ISO 8601 or None.
    """
    position = position_of(rows, "tasks", "attempts")
    found = rows(
        "SELECT t.task, a.attempt, a.instance, a.outcome, a.reason, a.rescue, a.base,"
        " a.branch, a.candidate, a.commit_id, a.integration, a.assigned_at,"
        " a.started_at, a.submitted_at, a.ended_at, a.busy_s"
        " FROM attempts a JOIN tasks t ON t.id = a.task_id"
        " WHERE t.swarm = :swarm AND (:task = '' OR t.task = :task)"
        " ORDER BY a.assigned",
        {"swarm": swarm, "task": task},
    )
    for row in found:
        row["commit"] = row.pop("commit_id")
    return {"swarm": swarm, "attempts": found, "position": position}
