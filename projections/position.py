"""How far the read models have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projections.ports import Rows


def position_of(rows: Rows, *views: str) -> int:
    """Tell the position that all of these views have reached.

    Ask before reading them: what is read afterwards is at least as new.
    """
    found = {
        row["projection"]: int(row["position"])
        for row in rows("SELECT projection, position FROM projection_positions", {})
    }
    return min((found.get(view, 0) for view in views), default=0)
