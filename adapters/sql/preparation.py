"""Brings a database to the schema of this version, without Alembic where it can.

A fresh database is made from `migrations/head.sql`, which a test holds equal to what
the Alembic revisions make. A database at the head is recognised by one query. Only an
older one is worth the second that importing Alembic takes.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from adapters.sql.connections import connect
from adapters.sql.errors import NewerDatabase
from adapters.sql.schema import HEAD, migrations_folder, newer, schema_version

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.sql.connections import Connections


def prepare(connections: Connections, library: Sequence[str] = ()) -> None:
    """Make, recognise or upgrade the database. An older one is backed up first.

    `library` are the statements that make the tables which the library of the event
    store owns. A fresh database is not synced to the disk by itself: the first
    commit does that, and before it there is nothing to lose.

    Raises:
        NewerDatabase: the database is at a schema that this version does not know.

    """
    database = connections.database
    with connections.transaction(commit=False) as cursor:
        found = schema_version(cursor.sqlite_cursor)
    if not found:
        with connections.transaction(commit=True, durable=False) as cursor:
            found = _create(cursor.sqlite_cursor, library)
    if found > HEAD:
        raise NewerDatabase(newer(database, found))
    if found < HEAD:
        _upgrade(database, found)


def _create(cursor: sqlite3.Cursor, library: Sequence[str]) -> str:
    """Set a fresh database up, unless another process has just done so."""
    found = schema_version(cursor)
    if found:
        return found
    script = (migrations_folder() / "head.sql").read_text(encoding="utf-8")
    for statement in [*script.split(";\n"), *library]:
        cursor.execute(statement)
    return HEAD


def _upgrade(database: Path, found: str) -> None:
    """Write a whole, consistent copy (in place of an earlier try's), then upgrade."""
    from adapters.sql.upgrade import upgrade

    copy = database.with_name(f"{database.name}.{found}.backup")
    with closing(connect(database)) as connection, closing(connect(copy)) as other:
        connection.backup(other)
    upgrade(database)
