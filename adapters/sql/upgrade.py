"""Runs the Alembic revisions: heavy to import, and hardly ever needed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from adapters.sql.errors import NewerDatabase
from adapters.sql.schema import HEAD, migrations_folder, schema_version

STORED_EVENTS = (
    "CREATE TABLE IF NOT EXISTS stored_events (originator_id TEXT, originator_version"
    " INTEGER, topic TEXT, state BLOB, PRIMARY KEY (originator_id, originator_version))"
)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    return config


def upgrade(database: Path, revision: str = "head") -> None:
    """Run the revisions that the database lacks, up to `revision`."""
    engine = create_engine(f"sqlite:///{database}", poolclass=NullPool)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def upgrade_with_backup(database: Path) -> None:
    """Keep a copy of an older database beside it, then upgrade it.

    Raises:
        NewerDatabase: the database is at a revision that this version does not know.

    """
    connection = sqlite3.connect(str(database))
    try:
        found = schema_version(connection)
        _refuse_unknown(database, found)
        _back_up(connection, database.with_name(f"{database.name}.{found}.backup"))
    finally:
        connection.close()
    upgrade(database)


def _refuse_unknown(database: Path, found: str) -> None:
    try:
        ScriptDirectory.from_config(_config()).get_revision(found)
    except CommandError:
        raise NewerDatabase(
            f"{database} was written by a newer version of swarm (schema {found}; "
            f"this version knows schemas up to {HEAD}): install that version"
        ) from None


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    """Write a whole, consistent copy; a copy of an earlier try is replaced."""
    other = sqlite3.connect(str(copy))
    try:
        connection.backup(other)
    finally:
        other.close()


def head_sql() -> str:
    """Write what a fresh database is made from, by running every revision."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "fresh.db"
        upgrade(database)
        connection = sqlite3.connect(str(database))
        try:
            connection.execute(STORED_EVENTS)
            schema = connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            ).fetchall()
        finally:
            connection.close()
    statements = [str(sql) for (sql,) in schema]
    statements.append(f"INSERT INTO alembic_version VALUES ('{HEAD}')")  # noqa: S608
    return (
        "-- Made from the revisions by `python -m adapters.sql.upgrade`.\n"
        + "".join(f"{statement};\n" for statement in statements)
    )


if __name__ == "__main__":
    (migrations_folder() / "head.sql").write_text(head_sql(), encoding="utf-8")
