"""A read model: a name and one SQL statement for each event that changes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bus.feed import Recorded
    from projections.ports import Put

_PARAMETER = re.compile(r":([a-z_]+)")


class View:
    """One read model.

    `changes` maps names of events (`TaskAssigned`) to statements. Their parameters are
    fields of the event, and `:id` (the aggregate's id in hex), `:at` (its time in ISO
    8601) and `:position`. Lists and dictionaries become JSON text.
    """

    def __init__(self, name: str, changes: Mapping[str, str]) -> None:
        self.name = name
        self.changes = {
            event: (sql, tuple(dict.fromkeys(_PARAMETER.findall(sql))))
            for event, sql in changes.items()
        }

    def __repr__(self) -> str:
        return f"<View {self.name}: {len(self.changes)} events>"

    def apply(self, put: Put, recorded: Recorded) -> None:
        """Bring the view forward by one event; most events are none of its business."""
        change = self.changes.get(recorded.name)
        if change is None:
            return
        sql, names = change
        put(sql, {name: _value(recorded, name) for name in names})


def _value(recorded: Recorded, name: str) -> Any:
    if name == "id":
        return recorded.aggregate_id
    if name == "at":
        return recorded.at.isoformat()
    if name == "position":
        return recorded.position
    value = getattr(recorded.event, name)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return value
