"""The database of the read models, for the projector and for queries beside it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapters.sql.trouble import view_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from adapters.sql.connections import Connections
    from projections.ports import Put


class SqlViews:
    """Implements `projections.ports.ViewDatabase` on SQLite.

    It lives in the store's file, on the store's connections, and in one queue with
    its writers. Its commits need not survive a power failure: views and their
    positions are lost together and made again. Safe to use from many threads.
    """

    def __init__(self, database: Path, connections: Connections) -> None:
        self._database = database
        self._connections = connections

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        """Run a query."""
        trouble = view_trouble(self._database)
        with trouble, self._connections.transaction(commit=False) as cursor:
            cursor.execute(sql, dict(parameters))
            return [dict(row) for row in cursor.fetchall()]

    @contextmanager
    def transaction(self) -> Iterator[Put]:
        """Run statements all or not at all, with other writers kept out."""
        trouble, lent = view_trouble(self._database), self._connections
        with trouble, lent.transaction(commit=True, durable=False) as cursor:

            def put(sql: str, parameters: Mapping[str, object]) -> int:
                with view_trouble(self._database):
                    return cursor.sqlite_cursor.execute(sql, parameters).rowcount

            yield put
