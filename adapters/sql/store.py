"""The event store: events, their lineage and the inbox in one database."""

from __future__ import annotations

import sqlite3
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from adapters.sql.cache import AggregateCache
from adapters.sql.connections import Connections
from adapters.sql.feed import recorded
from adapters.sql.mapper import LineageMapper, lineage_of
from adapters.sql.recorder import InboxRecorder
from adapters.sql.schema import ensure_schema
from adapters.sql.views import SqlViews
from commands.errors import CommandError, StoreUnavailable
from commands.ports import Receipt
from domain.aggregate import Root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from uuid import UUID

    from eventsourcing.persistence import StoredEvent
    from eventsourcing.sqlite import SQLiteCursor
    from typing_extensions import Self

    from bus.feed import Recorded

A = TypeVar("A", bound=Root)


def open_store(database: Path) -> SqlStore:
    """Open the event store in a SQLite file, made or upgraded as needed.

    Raises:
        StoreUnavailable: the file cannot be opened or written.
        NewerDatabase: a newer version of the program wrote it.

    """
    with _sentences(database):
        ensure_schema(database)
        return SqlStore(database)


@dataclass
class _Append:
    """What one caller of `commit` wants appended, and what came of it."""

    rows: Sequence[StoredEvent]
    receipt: Receipt
    position: int | None = None
    error: BaseException | None = None


class SqlStore:
    """Implements `commands.ports.EventStore` and `bus.feed.EventFeed`.

    Safe to use from many threads. Commits that arrive while another one is being
    written to disk are written together after it, each one on its own savepoint: a
    conflict of one leaves the others alone, and they share one sync of the disk.
    """

    def __init__(self, database: Path) -> None:
        self.database = database
        self._connections = Connections(database)
        self._recorder = InboxRecorder(self._connections)
        self._mapper = LineageMapper()
        self._cache = AggregateCache()
        self._waiting: deque[_Append] = deque()

    # ------------------------------------------------------------ EventStore

    def load(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Load an aggregate from its events, or tell that there is none.

        It is always as new as the database: what the cache remembers is brought
        forward by the events that came since.
        """
        aggregate = self._cache.get(aggregate_id)
        known = aggregate.version if aggregate else None
        with _sentences(self.database):
            rows = self._recorder.select_events(aggregate_id, gt=known)
        for row in rows:
            aggregate = self._mapper.to_domain_event(row).mutate(aggregate)
        if aggregate is None:
            return None
        if rows:
            self._cache.put(aggregate)
        if not isinstance(aggregate, kind):
            raise TypeError(f"{aggregate_id} is a {aggregate.kind}, not a {kind.kind}")
        return aggregate

    def receipt(self, command_id: str) -> Receipt | None:
        """Find the receipt of a command that was done before."""
        with (
            _sentences(self.database),
            self._connections.transaction(commit=False) as cursor,
        ):
            row = self._recorder.find_receipt(cursor, command_id)
        if row is None:
            return None
        fields = dict(row)
        fields["received_at"] = datetime.fromisoformat(fields["received_at"])
        fields["success"] = bool(fields["success"])
        return Receipt(**fields)

    def commit(self, aggregates: Sequence[Root], receipt: Receipt) -> int:
        """Append all pending events and the receipt in one transaction.

        Returns the position of the last of these events, or of the last event in
        the store when there are none. On success nothing is pending any more. On any
        error nothing was written and everything is still pending: after
        StoreUnavailable the same call may be made again; after the other errors the
        aggregates are of no more use and are to be dropped, and after StaleAggregate
        loaded again.
        """
        lineage = lineage_of(receipt)
        rows = [
            self._mapper.to_row(event, lineage)
            for aggregate in aggregates
            for event in aggregate.pending_events
        ]
        position = self._append(_Append(rows, receipt))
        for aggregate in aggregates:
            aggregate.pending_events.clear()
            self._cache.put(aggregate)
        return position

    # ------------------------------------------------------------ EventFeed

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """Read up to `limit` events with a position above `after`, in order.

        SQLite has one writer at a time and gives positions at commit, so no event
        ever appears below one that was read before.
        """
        with _sentences(self.database):
            rows = self._recorder.select_notifications(
                start=after, limit=limit, inclusive_of_start=False
            )
        return [recorded(self._mapper, row) for row in rows]

    def head(self) -> int:
        """Tell the position of the last event, or 0."""
        with _sentences(self.database):
            return self._recorder.max_notification_id() or 0

    # ------------------------------------------------------------ life

    def views(self) -> SqlViews:
        """Open the read models that live in the same file; the caller closes them."""
        return SqlViews(self.database, self._connections.write_lock)

    def close(self) -> None:
        """Close the database; nothing can be loaded or committed afterwards."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # ------------------------------------------------------------ group commit

    def _append(self, own: _Append) -> int:
        self._waiting.append(own)
        with self._connections.write_lock:
            # Whoever held the lock before may have written ours along with theirs.
            if own.position is None and own.error is None:
                self._append_waiting()
        if own.error is not None:
            raise own.error
        assert own.position is not None  # noqa: S101  (one of both is set)
        return own.position

    def _append_waiting(self) -> None:
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            with _sentences(self.database), self._connections.writing() as cursor:
                for append in batch:
                    self._append_one(cursor, append)
        except BaseException as error:  # noqa: BLE001  (each caller raises it)
            for append in batch:
                append.error = append.error or error

    def _append_one(self, cursor: SQLiteCursor, append: _Append) -> None:
        cursor.execute("SAVEPOINT command")
        try:
            positions = self._recorder._insert_events(  # noqa: SLF001
                cursor, append.rows, receipt=append.receipt
            )
        except CommandError as error:
            append.error = error
            cursor.execute("ROLLBACK TO command")
        else:
            append.position = positions[-1] if positions else 0
        cursor.execute("RELEASE command")


@contextmanager
def _sentences(database: Path) -> Iterator[None]:
    """Turn what SQLite says into a sentence for a person."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"the event store {database} cannot be used now ({error}): "
            "nothing was written, and trying again may help"
        ) from error
