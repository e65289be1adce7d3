"""The merge queue and its history: trains on their way to the target branch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from projections.position import position_of
from projections.view import View

if TYPE_CHECKING:
    from projections.ports import Row, Rows


def _change(what: str) -> str:
    return f"UPDATE integrations SET since = :at, {what} WHERE id = :id"  # noqa: S608  (constants)


INTEGRATIONS = View(
    "integrations",
    {
        "IntegrationOpened": (
            "INSERT INTO integrations (id, swarm, integration, target, candidates,"
            " state, opened_at, since, opened) VALUES (:id, :swarm, :integration,"
            " :target, :candidates, 'opened', :at, :at, :position)"
        ),
        "IntegrationBuildRequested": _change("state = 'building', step = :step"),
        "IntegrationBuilt": _change(
            "base = :base, head = :head, merges = :merges, conflicts = :conflicts,"
            " built_at = :at"
        ),
        "IntegrationGateRequested": _change("state = 'gating', step = :step"),
        "IntegrationGated": _change("gates = :gates, gated_at = :at"),
        "IntegrationLandRequested": _change("state = 'landing', step = :step"),
        "IntegrationTargetMoved": _change("rebuilds = rebuilds + 1"),
        "IntegrationLanded": _change(
            "state = 'landed', outcome = 'landed', head = :head, checkout = :checkout,"
            " ended_at = :at"
        ),
        "IntegrationClosed": _change(
            "state = 'closed', outcome = :outcome, reason = :reason, ended_at = :at"
        ),
    },
)

_JSON = ("candidates", "merges", "conflicts", "gates")
_COLUMNS = (
    "integration, target, state, outcome, reason, step, candidates, merges, conflicts,"
    " gates, base, head, checkout, rebuilds, opened_at, built_at, gated_at, ended_at,"
    " since"
)


def merge_queue(rows: Rows, swarm: str, *, history: int = 20) -> Row:
    """Show the merge queue: what waits, what is on its way, what is over.

    `waiting` are tasks with a pinned candidate in no train, `open` the trains that
    have not ended, both oldest first; `ended` are the last `history` trains that
    have, newest first.
    """
    position = position_of(rows, "tasks", "integrations")
    named = {"swarm": swarm, "history": history}
    waiting = rows(
        "SELECT task, title, attempt, candidate, submitted_at FROM tasks"
        " WHERE swarm = :swarm AND state = 'submitted' ORDER BY submitted_at",
        named,
    )
    select = f"SELECT {_COLUMNS} FROM integrations WHERE swarm = :swarm"  # noqa: S608  (constants)
    running = rows(f"{select} AND ended_at IS NULL ORDER BY opened", named)
    ended = rows(
        f"{select} AND ended_at IS NOT NULL ORDER BY opened DESC LIMIT :history", named
    )
    return {
        "swarm": swarm,
        "waiting": waiting,
        "open": [_plain(row) for row in running],
        "ended": [_plain(row) for row in ended],
        "position": position,
    }


def _plain(row: Row) -> Row:
    for name in _JSON:
        row[name] = json.loads(row[name])
    return row
