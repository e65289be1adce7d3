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
    from pathlib import Path


def prepare(database: Path) -> None:
    """Make, recognise or upgrade the database. An older one is backed up first.

    Raises:
        NewerDatabase: the database is at a schema that this version does not know.

    """
    with closing(connect(database)) as connection:
        found = schema_version(connection) or _create(connection)
        if found > HEAD:
            raise NewerDatabase(newer(database, found))
        if found < HEAD:
            _back_up(connection, database.with_name(f"{database.name}.{found}.backup"))
    if found < HEAD:
        from adapters.sql.upgrade import upgrade

        upgrade(database)


def _create(connection: sqlite3.Connection) -> str:
    """Set a fresh database up, unless another process has just done so."""
    script = (migrations_folder() / "head.sql").read_text(encoding="utf-8")
    connection.execute("BEGIN IMMEDIATE")
    found = schema_version(connection)
    if not found:
        for statement in script.split(";\n"):
            connection.execute(statement)
    connection.execute("COMMIT")
    return found or HEAD


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    """Write a whole, consistent copy; one of an earlier try is replaced."""
    with closing(connect(copy)) as other:
        connection.backup(other)
