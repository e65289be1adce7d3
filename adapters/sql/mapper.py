"""How an event is written down: readable JSON, with its lineage in it.

    {"timestamp":"2025-01-31T12:00:00.000001+00:00","instance":"kiro-1","attempt":1,
     …,"lineage":{"command":"…","correlation":"…","causation":"…","actor":"local"}}

Fields of events are plain JSON; only the timestamp is more, and is written in ISO
8601, so that the text is what a person would write.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from eventsourcing.persistence import Mapper, StoredEvent, Transcoder

from adapters.sql.errors import UnreadableEvent

if TYPE_CHECKING:
    from uuid import UUID

    from eventsourcing.domain import DomainEventProtocol

    from commands.ports import Receipt
    from domain.aggregate import Root

LINEAGE = "lineage"


class EventText(Transcoder):
    """Writes the state of an event as one line of JSON in UTF-8."""

    def __init__(self) -> None:
        self._encode = json.JSONEncoder(
            default=_iso, ensure_ascii=False, separators=(",", ":")
        ).encode
        self._decode = json.JSONDecoder().decode

    def encode(self, obj: Any) -> bytes:
        """Encode the state; a field that is not plain JSON is a TypeError."""
        return self._encode(obj).encode()

    def decode(self, data: bytes) -> Any:
        """Decode the state, with the timestamp as a datetime again."""
        state = self._decode(data.decode())
        state["timestamp"] = datetime.fromisoformat(state["timestamp"])
        return state


class LineageMapper(Mapper["UUID"]):
    """Maps events to rows and back, and carries along what led to them."""

    def __init__(self) -> None:
        super().__init__(transcoder=EventText())

    def to_row(self, event: DomainEventProtocol[UUID], lineage: bytes) -> StoredEvent:
        """Write an event down with the lineage of its command (from `lineage_of`)."""
        plain = self.to_stored_event(event)
        return StoredEvent(
            originator_id=plain.originator_id,
            originator_version=plain.originator_version,
            topic=plain.topic,
            state=plain.state[:-1] + lineage,
        )

    def from_row(self, row: StoredEvent) -> tuple[Root.Event, dict[str, str]]:
        """Read an event and its lineage.

        Raises:
            UnreadableEvent: the row is damaged, or another version wrote it.

        """
        try:
            event = super().to_domain_event(row)
            return cast("Root.Event", event), vars(event).pop(LINEAGE, {})
        except Exception as error:
            raise UnreadableEvent(
                f"event {row.originator_version} of {row.originator_id} ({row.topic}) "
                f"cannot be understood by this version of swarm: {error}"
            ) from error

    def to_domain_event(self, stored_event: StoredEvent) -> Root.Event:
        """Read an event without its lineage."""
        return self.from_row(stored_event)[0]


def lineage_of(receipt: Receipt) -> bytes:
    """Write the end of an event's JSON object: its lineage, made once per command."""
    lineage = {
        "command": receipt.command_id,
        "correlation": receipt.correlation_id,
        "causation": receipt.causation_id,
        "actor": receipt.actor,
    }
    text = json.dumps({LINEAGE: lineage}, ensure_ascii=False, separators=(",", ":"))
    return b"," + text[1:].encode()


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"an event field of type {type(value).__name__} is not plain JSON")
