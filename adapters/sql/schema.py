"""Brings a database to the schema of this version, without Alembic where it can.

A fresh database is made from `migrations/head.sql`, which a test holds equal to what
the Alembic revisions make. A database at the head is recognised by one query. Only an
older one is worth the second that importing Alembic takes.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from adapters.sql.connections import connect

HEAD = "0001"
"""The newest Alembic revision."""


def migrations_folder() -> Path:
    """Find the revisions: beside this file when installed, else in the checkout."""
    here = Path(__file__).resolve()
    installed = here.parent / "migrations"
    return installed if installed.is_dir() else here.parents[2] / "migrations"


def ensure_schema(database: Path) -> None:
    """Make, recognise or upgrade the database.

    Raises:
        NewerDatabase: the database is at a revision that this version does not know.

    """
    connection = connect(database)
    try:
        found = schema_version(connection) or _create(connection)
    finally:
        connection.close()
    if found != HEAD:
        from adapters.sql.upgrade import upgrade_with_backup

        upgrade_with_backup(database)


def schema_version(connection: sqlite3.Connection) -> str:
    """Tell the revision of the database; "" when it has never been set up."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return ""
        raise
    return str(row[0]) if row else ""


def _create(connection: sqlite3.Connection) -> str:
    """Set a fresh database up, unless another process is just doing so."""
    connection.execute("BEGIN IMMEDIATE")
    found = schema_version(connection)
    if not found:
        script = (migrations_folder() / "head.sql").read_text(encoding="utf-8")
        for statement in script.split(";\n"):
            connection.execute(statement)
    connection.execute("COMMIT")
    return found or HEAD
