"""Notifications of the store as the followers of the feed see them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventsourcing.utils import resolve_topic

from adapters.sql.errors import UnreadableEvent
from bus.feed import Recorded
from domain.aggregate import event_name

if TYPE_CHECKING:
    from eventsourcing.persistence import Notification

    from adapters.sql.mapper import LineageMapper

_NO_TIME = datetime.fromtimestamp(0, tz=timezone.utc)


@dataclass(frozen=True)
class Unreadable:
    """Stands for an event that this version cannot understand; `reason` says why.

    A damaged row, or the work of another version, must not stop everything that
    follows the feed: views park its aggregate, and nothing can be decided on it.
    """

    topic: str
    reason: str


def recorded(mapper: LineageMapper, row: Notification) -> Recorded:
    """Describe a notification; its text is the stored JSON, lineage included."""
    event: Any
    try:
        event, lineage = mapper.from_row(row)
        at = event.timestamp
    except UnreadableEvent as error:
        event, lineage, at = Unreadable(row.topic, str(error)), _lineage(row), _NO_TIME
    kind, name = _names(row.topic)
    return Recorded(
        position=row.id,
        kind=kind,
        aggregate_id=_hex(row.originator_id),
        version=row.originator_version,
        name=name,
        at=at,
        event=event,
        text=row.state.decode(errors="replace"),
        command_id=lineage.get("command", ""),
        correlation_id=lineage.get("correlation", ""),
        causation_id=lineage.get("causation", ""),
        actor=lineage.get("actor", ""),
    )


@cache
def _names(topic: str) -> tuple[str, str]:
    """Tell the aggregate's kind and the event's name, from the classes if possible."""
    try:
        aggregate = resolve_topic(topic.rpartition(".")[0])
        return aggregate.kind, event_name(object.__new__(resolve_topic(topic)))
    except Exception:  # noqa: BLE001  (whatever a topic of another version leads to)
        path = topic.rpartition(":")[2]
        return path.partition(".")[0].lower(), path.replace(".", "")


def _lineage(row: Notification) -> dict[str, str]:
    """Save the lineage of an event whose class is not known."""
    try:
        return dict(json.loads(row.state)["lineage"])
    except (ValueError, KeyError, TypeError):
        return {}


def _hex(aggregate_id: UUID | str) -> str:
    return aggregate_id.hex if isinstance(aggregate_id, UUID) else aggregate_id
