"""The action log: every command with who gave it and what came of it.

It has no table of its own: the inbox of the event store is it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projections.ports import Row, Rows


def action_log(rows: Rows, *, limit: int = 50, before: int = 0) -> Row:
    """List actions, the newest first; `before` goes on after an earlier page.

    Each has `sequence` (the cursor), `id`, `text`, `actor`, `correlation_id`,
    `causation_id`, `at`, `success`, `result` and the `position` of its last event.
    """
    found = rows(
        "SELECT sequence, command_id AS id, text, actor, correlation_id, causation_id,"
        " received_at AS at, success, result, position, events FROM inbox"
        " WHERE :before = 0 OR sequence < :before ORDER BY sequence DESC LIMIT :limit",
        {"before": before, "limit": limit},
    )
    for row in found:
        row["success"] = bool(row["success"])
        row["result"] = _result(row["result"])
    position = max((row["position"] for row in found), default=0)
    return {"actions": found, "position": position}


def _result(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
