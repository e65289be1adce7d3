"""Read-only access for queries: nothing but the standard library."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from adapters.sql.errors import NewerDatabase, NoDatabase, OlderDatabase, SqlError
from adapters.sql.schema import HEAD, newer, schema_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from projections.ports import Rows

BUSY_S = 5.0
"""How long a query waits where it must, in seconds."""


def open_reader(database: Path) -> Rows:
    """Give the queries their rows, from a database that others may be writing.

    Each query sees one consistent state. Nothing is kept open in between, so there is
    nothing to close.

    Raises:
        NoDatabase: there is none, or it was never set up.
        NewerDatabase: another version of the program wrote it.
        OlderDatabase: the same.
        SqlError: it cannot be read.

    """
    address = f"file:{quote(str(database.absolute()))}?mode=ro"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_S)
        connection.row_factory = sqlite3.Row
        return connection

    def rows(sql: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        try:
            with closing(connect()) as connection:
                return [dict(row) for row in connection.execute(sql, dict(parameters))]
        except sqlite3.Error as error:
            raise _unreadable(database, error) from error

    if not database.is_file():
        raise NoDatabase(f"there is no swarm database at {database}")
    try:
        with closing(connect()) as connection:
            _check(database, schema_version(connection))
    except sqlite3.Error as error:
        raise _unreadable(database, error) from error
    return rows


def _check(database: Path, found: str) -> None:
    if not found:
        raise NoDatabase(f"the swarm database {database} was never set up")
    if found > HEAD:
        raise NewerDatabase(newer(database, found))
    if found < HEAD:
        raise OlderDatabase(
            f"{database} was written by an older version of swarm (its schema is "
            f"{found}, this version's is {HEAD}): the next `swarm up` upgrades it"
        )


def _unreadable(database: Path, error: sqlite3.Error) -> SqlError:
    return SqlError(f"the swarm database {database} cannot be read now: {error}")
