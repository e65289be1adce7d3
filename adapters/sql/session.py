"""Commands that are done together: one transaction, one sync of the disk."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from adapters.sql.cache import AggregateCache
from adapters.sql.mapper import lineage_of
from adapters.sql.trouble import store_trouble
from commands.errors import CommandError
from commands.ports import Receipt
from domain.aggregate import Root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from uuid import UUID

    from eventsourcing.domain import CanMutateAggregate
    from eventsourcing.persistence import StoredEvent
    from eventsourcing.sqlite import SQLiteCursor
    from typing_extensions import Self

    from adapters.sql.mapper import LineageMapper
    from adapters.sql.recorder import InboxRecorder

A = TypeVar("A", bound=Root)


class Session:
    """Implements `commands.ports.EventStore` inside one open transaction.

    Each command stands on a savepoint: what one of them is refused for leaves the
    others alone, and each sees what those before it did. Nothing is durable, and
    nothing is seen by others, before the transaction ends well. For one thread.
    """

    _cursor: SQLiteCursor

    def __init__(
        self,
        database: Path,
        recorder: InboxRecorder,
        mapper: LineageMapper,
        cache: AggregateCache,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._mapper = mapper
        self._cache = cache
        self._fresh = AggregateCache()
        self._broken = False
        self._drained: list[tuple[Root, list[CanMutateAggregate[UUID]]]] = []

    def load(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Load an aggregate as it stands inside this transaction."""
        known = self._fresh.get(aggregate_id) or self._cache.get(aggregate_id)
        with self._sound():
            rows = self._recorder.rows_after(self._cursor, aggregate_id, known)
        return replay(self._mapper, kind, known, rows)

    def receipt(self, command_id: str) -> Receipt | None:
        """Find the receipt of a command that was done before, or just now."""
        with self._sound():
            return find_receipt(self._recorder, self._cursor, command_id)

    def commit(self, aggregates: Sequence[Root], receipt: Receipt) -> int:
        """Append all pending events and the receipt, for as long as the session holds.

        Raises:
            StaleAggregate: another command changed one of the aggregates.
            DuplicateCommand: the command has a receipt already.
            StoreUnavailable: nothing of the whole session will be written.

        """
        lineage = lineage_of(receipt)
        rows = [
            self._mapper.to_row(event, lineage)
            for aggregate in aggregates
            for event in aggregate.pending_events
        ]
        with self._sound():
            self._cursor.execute("SAVEPOINT command")
            try:
                position = self._recorder.append(self._cursor, rows, receipt)
            except CommandError:
                self._cursor.execute("ROLLBACK TO command")
                self._cursor.execute("RELEASE command")
                raise
            self._cursor.execute("RELEASE command")
        for aggregate in aggregates:
            self._drained.append((aggregate, list(aggregate.pending_events)))
            aggregate.pending_events.clear()
            self._fresh.put(aggregate)
        return position

    # ------------------------------------------------------------ the transaction

    def begin(self, cursor: SQLiteCursor) -> None:
        """Work with the cursor of a transaction that has begun."""
        self._cursor = cursor

    def check(self) -> None:
        """Refuse to end well after an error of the database that was overheard.

        SQLite may have rolled the transaction back by itself, whatever came later.

        Raises:
            StoreUnavailable: nothing of the session was written.

        """
        with self._sound():
            pass

    @contextmanager
    def _sound(self) -> Iterator[None]:
        with store_trouble(self._database):
            if self._broken:
                raise sqlite3.OperationalError("an earlier command failed on it")
            try:
                yield
            except sqlite3.Error:
                self._broken = True
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Follow the transaction, which has ended: well, or with nothing written."""
        if kind is None:
            self._cache.adopt(self._fresh)
        else:
            for aggregate, events in reversed(self._drained):
                aggregate.pending_events[:0] = events


def replay(
    mapper: LineageMapper,
    kind: type[A],
    known: Root | None,
    rows: Sequence[StoredEvent],
) -> A | None:
    """Bring what is known of an aggregate forward by the events after it."""
    aggregate = known
    for row in rows:
        aggregate = mapper.to_domain_event(row).mutate(aggregate)
    if aggregate is None or isinstance(aggregate, kind):
        return aggregate
    raise TypeError(f"{aggregate.id} is a {aggregate.kind}, not a {kind.kind}")


def find_receipt(
    recorder: InboxRecorder, cursor: SQLiteCursor, command_id: str
) -> Receipt | None:
    """Read the inbox row of a command."""
    row = recorder.find_receipt(cursor, command_id)
    if row is None:
        return None
    fields = dict(row)
    fields["received_at"] = datetime.fromisoformat(fields["received_at"])
    fields["success"] = bool(fields["success"])
    return Receipt(**fields)
