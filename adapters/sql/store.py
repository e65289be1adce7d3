"""The event store: events, their lineage and the inbox in one database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from adapters.sql.cache import AggregateCache
from adapters.sql.connections import Connections
from adapters.sql.feed import recorded
from adapters.sql.mapper import LineageMapper
from adapters.sql.preparation import prepare
from adapters.sql.recorder import InboxRecorder
from adapters.sql.session import Session, find_receipt, replay
from adapters.sql.trouble import store_trouble
from adapters.sql.views import SqlViews
from domain.aggregate import Root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from uuid import UUID

    from eventsourcing.sqlite import SQLiteCursor
    from typing_extensions import Self

    from bus.feed import Recorded
    from commands.ports import Receipt

A = TypeVar("A", bound=Root)


def open_store(database: Path) -> SqlStore:
    """Open the event store in a SQLite file, made or upgraded as needed.

    Raises:
        StoreUnavailable: the file cannot be opened or written.
        NewerDatabase: a newer version of the program wrote it.

    """
    connections = Connections(database)
    recorder = InboxRecorder(connections)
    try:
        with store_trouble(database):
            prepare(connections, recorder.create_table_statements)
    except BaseException:
        connections.close()
        raise
    return SqlStore(connections, recorder)


class SqlStore:
    """Implements `commands.ports.EventStore` and `bus.feed.EventFeed`.

    Safe to use from many threads. Readers never wait; writers queue.
    """

    def __init__(self, connections: Connections, recorder: InboxRecorder) -> None:
        self.database = connections.database
        self._connections = connections
        self._recorder = recorder
        self._mapper = LineageMapper()
        self._cache = AggregateCache()

    # ------------------------------------------------------------ EventStore

    def load(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Load an aggregate from its events, or tell that there is none.

        It is always as new as the database: what the cache remembers is brought
        forward by the events that came since.
        """
        known = self._cache.get(aggregate_id)
        with self._cursor(commit=False) as cursor:
            rows = self._recorder.rows_after(cursor, aggregate_id, known)
        aggregate = replay(self._mapper, kind, known, rows)
        if aggregate is not None and rows:
            self._cache.put(aggregate)
        return aggregate

    def receipt(self, command_id: str) -> Receipt | None:
        """Find the receipt of a command that was done before."""
        with self._cursor(commit=False) as cursor:
            return find_receipt(self._recorder, cursor, command_id)

    def commit(self, aggregates: Sequence[Root], receipt: Receipt) -> int:
        """Append all pending events and the receipt in one transaction.

        Returns the position of the last of these events, or of the last event in
        the store when there are none. On success nothing is pending any more. On any
        error nothing was written and everything is still pending: after
        StoreUnavailable the same call may be made again; after the other errors the
        aggregates are of no more use and are to be dropped, and after StaleAggregate
        loaded again.
        """
        with self.together() as session:
            return session.commit(aggregates, receipt)

    @contextmanager
    def together(self) -> Iterator[Session]:
        """Do several commands in one transaction: all are durable at its end.

        Other writers wait meanwhile, so decide inside, but do nothing slow. When the
        block or the disk fails, nothing of it was written. Use the session alone
        inside the block; `commit` of the store itself would be refused there.

        Raises:
            StoreUnavailable: nothing was written; trying again may help.

        """
        session = Session(self.database, self._recorder, self._mapper, self._cache)
        with session, self._cursor(commit=True) as cursor:
            session.begin(cursor)
            yield session
            session.check()

    # ------------------------------------------------------------ EventFeed

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """Read up to `limit` events with a position above `after`, in order.

        SQLite has one writer at a time and gives positions at commit, so no event
        ever appears below one that was read before.
        """
        with store_trouble(self.database):
            rows = self._recorder.select_notifications(
                start=after, limit=limit, inclusive_of_start=False
            )
        return [recorded(self._mapper, row) for row in rows]

    def head(self) -> int:
        """Tell the position of the last event, or 0."""
        with store_trouble(self.database):
            return self._recorder.max_notification_id() or 0

    # ------------------------------------------------------------ life

    def views(self) -> SqlViews:
        """Open the read models, which live in the same file; close them first."""
        return SqlViews(self.database, self._connections)

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

    @contextmanager
    def _cursor(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        trouble = store_trouble(self.database)
        with trouble, self._connections.transaction(commit=commit) as cursor:
            yield cursor
