"""The campaigns: their state, target, plan and settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from projections.position import position_of
from projections.view import View

if TYPE_CHECKING:
    from projections.ports import Row, Rows


def _turn(state: str, more: str = "") -> str:
    return f"UPDATE swarms SET state = '{state}', since = :at{more} WHERE id = :id"  # noqa: S608  (constants)


SWARMS = View(
    "swarms",
    {
        "SwarmLaunched": (
            "INSERT INTO swarms (id, swarm, target, specs, settings, state,"
            " started_at, continued_at, since, launched) VALUES (:id, :swarm, :target,"
            " :specs, :settings, 'running', :at, :at, :at, :position)"
        ),
        "SwarmContinued": _turn(
            "running",
            ", settings = :settings, continued_at = :at, ended_at = NULL, reason = ''",
        ),
        "SwarmPaused": _turn("paused", ", reason = :reason"),
        "SwarmResumed": _turn("running", ", reason = ''"),
        "SwarmStopRequested": _turn("stopping", ", reason = :reason"),
        "SwarmStopped": _turn("stopped", ", reason = :reason, ended_at = :at"),
        "SwarmCompleted": _turn(
            "completed", ", reason = '', head = :head, ended_at = :at"
        ),
        "SwarmEnded": _turn("ended", ", reason = :reason, ended_at = :at"),
    },
)


def latest_swarm(rows: Rows) -> str:
    """Name the swarm that was launched or continued last; "" when there is none."""
    found = rows(
        "SELECT swarm FROM swarms ORDER BY continued_at DESC, launched DESC LIMIT 1", {}
    )
    return str(found[0]["swarm"]) if found else ""


def swarm_list(rows: Rows) -> Row:
    """List all swarms, the newest first."""
    position = position_of(rows, "swarms")
    found = rows("SELECT * FROM swarms ORDER BY launched DESC", {})
    return {"swarms": [_plain(row) for row in found], "position": position}


def swarm_row(rows: Rows, swarm: str) -> Row | None:
    """Give one swarm, or None."""
    found = rows("SELECT * FROM swarms WHERE swarm = :swarm", {"swarm": swarm})
    return _plain(found[0]) if found else None


def _plain(row: dict[str, Any]) -> Row:
    return {
        "swarm": row["swarm"],
        "state": row["state"],
        "target": row["target"],
        "specs": json.loads(row["specs"]),
        "settings": json.loads(row["settings"]),
        "reason": row["reason"],
        "head": row["head"],
        "started_at": row["started_at"],
        "continued_at": row["continued_at"],
        "ended_at": row["ended_at"],
        "since": row["since"],
    }
