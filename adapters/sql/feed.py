"""Notifications of the store as the followers of the feed see them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from eventsourcing.utils import resolve_topic

from bus.feed import Recorded
from domain.aggregate import event_name

if TYPE_CHECKING:
    from eventsourcing.persistence import Notification

    from adapters.sql.mapper import LineageMapper


def recorded(mapper: LineageMapper, row: Notification) -> Recorded:
    """Describe a notification; its text is the stored JSON, lineage included."""
    event, lineage = mapper.from_row(row)
    kind, name = _names(row.topic)
    return Recorded(
        position=row.id,
        kind=kind,
        aggregate_id=_hex(row.originator_id),
        version=row.originator_version,
        name=name,
        at=event.timestamp,
        event=event,
        text=row.state.decode(),
        command_id=lineage.get("command", ""),
        correlation_id=lineage.get("correlation", ""),
        causation_id=lineage.get("causation", ""),
        actor=lineage.get("actor", ""),
    )


@cache
def _names(topic: str) -> tuple[str, str]:
    """Tell the aggregate's kind and the event's name of a topic."""
    aggregate = resolve_topic(topic.rpartition(".")[0])
    return aggregate.kind, event_name(object.__new__(resolve_topic(topic)))


def _hex(aggregate_id: UUID | str) -> str:
    return aggregate_id.hex if isinstance(aggregate_id, UUID) else aggregate_id
