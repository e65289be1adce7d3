"""The recorder of the `eventsourcing` library, with the inbox beside the events."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder

from commands.errors import DuplicateCommand, StaleAggregate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from eventsourcing.sqlite import SQLiteCursor

    from commands.ports import Receipt
    from domain.aggregate import Root

_INSERT_RECEIPT = (
    "INSERT INTO inbox (command_id, text, actor, correlation_id, causation_id,"
    " received_at, success, result, position, events) VALUES (?,?,?,?,?,?,?,?,?,?)"
)
_SELECT_RECEIPT = (
    "SELECT command_id, text, actor, correlation_id, causation_id, received_at,"
    " success, result FROM inbox WHERE command_id=?"
)


_SELECT_EVENTS = (
    "SELECT originator_version, topic, state FROM stored_events"
    " WHERE originator_id=? AND originator_version>? ORDER BY originator_version"
)


class InboxRecorder(SQLiteApplicationRecorder):
    """Appends events and the receipt of their command in one transaction."""

    def append(
        self, c: SQLiteCursor, rows: Sequence[StoredEvent], receipt: Receipt
    ) -> int:
        """Append inside a transaction; return the position of the last event.

        Raises:
            StaleAggregate: an event with the same place in its sequence is there.
            DuplicateCommand: the receipt is there.

        """
        positions = self._insert_events(c, rows, receipt=receipt)
        return positions[-1] if positions else self._max_notification_id(c) or 0

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        receipt: Receipt | None = None,
        **kwargs: Any,
    ) -> Sequence[int] | None:
        """Let the library insert the events, then the receipt with their position."""
        if receipt is None:
            return super()._insert_events(c, stored_events, **kwargs)
        try:
            positions = super()._insert_events(c, stored_events, **kwargs)
        except sqlite3.IntegrityError:
            # A rival may have done the very same command: say that rather.
            if self.find_receipt(c, receipt.command_id):
                raise _duplicate(receipt) from None
            raise StaleAggregate(
                f"{receipt.text!r}: another command changed the same thing meanwhile"
            ) from None
        last = positions[-1] if positions else self._max_notification_id(c) or 0
        self._insert_receipt(c, receipt, last, len(stored_events))
        return positions

    def rows_after(
        self, c: SQLiteCursor, aggregate_id: UUID, known: Root | None
    ) -> Sequence[StoredEvent]:
        """Read the events of an aggregate after the version that is known."""
        c.execute(
            _SELECT_EVENTS,
            (aggregate_id.hex, known.version if known is not None else 0),
        )
        return [
            StoredEvent(aggregate_id, version, topic, state)
            for version, topic, state in c.fetchall()
        ]

    def find_receipt(self, c: SQLiteCursor, command_id: str) -> Any:
        """Find the inbox row of a command, or None."""
        c.execute(_SELECT_RECEIPT, (command_id,))
        return c.fetchone()

    @staticmethod
    def _insert_receipt(
        c: SQLiteCursor, receipt: Receipt, position: int, events: int
    ) -> None:
        try:
            c.execute(
                _INSERT_RECEIPT,
                (
                    receipt.command_id,
                    receipt.text,
                    receipt.actor,
                    receipt.correlation_id,
                    receipt.causation_id,
                    receipt.received_at.isoformat(),
                    receipt.success,
                    receipt.result,
                    position,
                    events,
                ),
            )
        except sqlite3.IntegrityError:
            raise _duplicate(receipt) from None


def _duplicate(receipt: Receipt) -> DuplicateCommand:
    return DuplicateCommand(
        f"command {receipt.command_id} ({receipt.text!r}) has been carried out before"
    )
