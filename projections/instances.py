"""The instance board: who is there, in which colour, and busy with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.position import position_of
from projections.view import View

if TYPE_CHECKING:
    from projections.ports import Row, Rows


def _turn(state: str, more: str) -> str:
    return f"UPDATE instances SET state = '{state}', since = :at{more} WHERE id = :id"  # noqa: S608  (constants)


_ASKED = "UPDATE instances SET reason = :reason WHERE id = :id"

INSTANCES = View(
    "instances",
    {
        "InstanceJoined": (
            "INSERT INTO instances (id, swarm, instance, colour, agent, host, state,"
            " joined_at, since, joined) VALUES (:id, :swarm, :instance, :colour,"
            " :agent, :host, 'idle', :at, :at, :position)"
        ),
        # A task it had before stays with it until that attempt is reported.
        "InstanceRejoined": (
            "UPDATE instances SET agent = :agent, host = :host, reason = '',"
            " since = CASE WHEN state = 'left' THEN :at ELSE since END,"
            " state = CASE WHEN state = 'left' THEN 'idle' ELSE state END"
            " WHERE id = :id"
        ),
        "InstanceStopRequested": _ASKED,
        "InstanceRestartRequested": _ASKED,
        "InstanceTookTask": _turn("busy", ", task = :task, attempt = :attempt"),
        "InstanceFreed": _turn("idle", ", task = '', attempt = 0"),
        "InstanceLeft": _turn("left", ", task = '', attempt = 0, reason = :reason"),
    },
)


def instance_board(rows: Rows, swarm: str) -> Row:
    """List the instances of a swarm in the order in which they joined.

    `since` is when the state was last changed, in ISO 8601.
    """
    position = position_of(rows, "instances")
    found = rows(
        "SELECT instance, colour, agent, host, state, task, attempt, reason, joined_at,"
        " since FROM instances WHERE swarm = :swarm ORDER BY joined",
        {"swarm": swarm},
    )
    return {"swarm": swarm, "instances": found, "position": position}


def instance_counts(rows: Rows, swarm: str) -> dict[str, int]:
    """Count the instances of a swarm by state."""
    found = rows(
        "SELECT state, count(*) AS n FROM instances WHERE swarm = :swarm"
        " GROUP BY state ORDER BY state",
        {"swarm": swarm},
    )
    return {row["state"]: row["n"] for row in found}
