"""The database of the read models, for the projector and for queries beside it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapters.sql.connections import connect
from projections.errors import ViewsUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from threading import Lock

    from projections.ports import Put

_TROUBLE = ("locked", "full", "disk I/O", "readonly", "unable to open", "malformed")


class SqlViews:
    """Implements `projections.ports.ViewDatabase` on SQLite.

    It shares the store's file and its lock for writers. Its commits need not survive
    a power failure: views and their positions are lost together and made again.
    """

    def __init__(self, database: Path, write_lock: Lock) -> None:
        self._database = database
        self._write_lock = write_lock
        self._writer = connect(database, durable=False)
        self._reader = connect(database)

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        """Run a query."""
        with _sentences(self._database):
            return [dict(row) for row in self._reader.execute(sql, dict(parameters))]

    @contextmanager
    def transaction(self) -> Iterator[Put]:
        """Run statements all or not at all, with other writers kept out."""
        connection = self._writer

        def put(sql: str, parameters: Mapping[str, object]) -> int:
            with _sentences(self._database):
                return connection.execute(sql, dict(parameters)).rowcount

        with self._write_lock:
            put("BEGIN IMMEDIATE", {})
            try:
                yield put
                put("COMMIT", {})
            except BaseException:
                if connection.in_transaction:
                    connection.rollback()
                raise

    def close(self) -> None:
        """Close both connections."""
        self._writer.close()
        self._reader.close()


@contextmanager
def _sentences(database: Path) -> Iterator[None]:
    """Tell trouble with the disk from a statement that cannot take its event."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if any(word in str(error) for word in _TROUBLE):
            raise ViewsUnavailable(
                f"the read models in {database} cannot be used now: {error}"
            ) from error
        raise
