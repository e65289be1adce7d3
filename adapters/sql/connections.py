"""SQLite connections: one writer at a time, readers beside it, never half durable."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

from adapters.sql.trouble import CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_S = 10.0
"""How long a statement waits for a writer of another process, in seconds."""


def connect(database: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Open a connection in WAL mode; a durable one syncs the disk at each commit.

    A commit of a connection that is not durable may be undone by a power failure,
    but never by the death of a process, and never out of order.
    """
    connection = sqlite3.connect(
        str(database), timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Connections(SQLiteDatastore):
    """The library's datastore, on connections of our own.

    Threads of one process queue for the one writing connection at a lock, which
    wakes them at once; SQLite's own waiting would poll with growing sleeps. Readers
    take an idle connection or open another one, and never wait for the writer.
    """

    def __init__(self, database: Path) -> None:
        super().__init__(db_name=str(database))
        self.database = database
        self._turn = RLock()
        self._writers: dict[bool, sqlite3.Connection] = {}
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def transaction(
        self, *, commit: bool, durable: bool = True
    ) -> Iterator[SQLiteCursor]:
        """Lend a cursor: to write in a transaction, or to read with one statement."""
        if not commit:
            with self._reader() as connection, _cursor(connection) as cursor:
                yield cursor
            return
        with self._turn, _cursor(self._writer(durable)) as cursor, _transaction(cursor):
            yield cursor

    def _writer(self, durable: bool) -> sqlite3.Connection:
        self._refuse_closed()
        if durable not in self._writers:
            self._writers[durable] = connect(self.database, durable=durable)
        return self._writers[durable]

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        self._refuse_closed()
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self.database, durable=False)
        try:
            yield connection
        finally:
            self._idle.append(connection)
            if self._closed:
                self._close_idle()

    def _refuse_closed(self) -> None:
        if self._closed:
            raise sqlite3.OperationalError(CLOSED)

    def close(self) -> None:
        """Close every connection; the last one folds the log into the database."""
        self._closed = True
        super().close()
        self._close_idle()
        with self._turn:
            while self._writers:
                self._writers.popitem()[1].close()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


@contextmanager
def _cursor(connection: sqlite3.Connection) -> Iterator[SQLiteCursor]:
    cursor = connection.cursor()
    try:
        yield SQLiteCursor(cursor)
    finally:
        cursor.close()


@contextmanager
def _transaction(cursor: SQLiteCursor) -> Iterator[None]:
    """Take the write lock of the file at once, so that nothing read grows stale."""
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield
        cursor.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if cursor.sqlite_cursor.connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise
