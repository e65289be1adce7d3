"""Read-only access for queries: nothing but the standard library."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from adapters.sql.errors import NoDatabase, SqlError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from projections.ports import Rows

_BUSY_S = 5.0


def open_reader(database: Path) -> Rows:
    """Give the queries their rows, from a database that others may be writing.

    Each query sees one consistent state. Nothing is kept open in between, so there is
    nothing to close.

    Raises:
        NoDatabase: there is no such file.

    """
    if not database.is_file():
        raise NoDatabase(
            f"there is no swarm database at {database}: start one with `swarm up SPEC`"
        )
    address = f"file:{quote(str(database.resolve()))}?mode=ro"

    def rows(sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        try:
            with closing(
                sqlite3.connect(address, uri=True, timeout=_BUSY_S)
            ) as connection:
                connection.row_factory = sqlite3.Row
                return [dict(row) for row in connection.execute(sql, dict(parameters))]
        except sqlite3.Error as error:
            raise SqlError(f"{database} cannot be read now: {error}") from error

    return rows
