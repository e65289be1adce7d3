"""Runs the Alembic revisions: heavy to import, and hardly ever needed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from adapters.sql.connections import connect
from adapters.sql.schema import HEAD, migrations_folder

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection, Engine


def upgrade(database: Path, revision: str = "head") -> None:
    """Run the revisions that the database lacks, up to `revision`, all or none."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    with engine_of(database).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def engine_of(database: Path) -> Engine:
    """Make an engine whose transactions hold changes of the schema, too.

    Left alone, the driver would commit before each of them.
    """

    def plain() -> sqlite3.Connection:
        connection = connect(database)
        connection.row_factory = None
        return connection

    engine = create_engine("sqlite://", creator=plain, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def head_sql() -> str:
    """Write what a fresh database is made from, by running every revision."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "fresh.db"
        upgrade(database)
        with closing(connect(database)) as connection:
            schema = connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            ).fetchall()
    statements = [
        "-- Made from the revisions by `python -m adapters.sql.upgrade`",
        *("\n".join(map(str.rstrip, sql.splitlines())) for (sql,) in schema),
        f"INSERT INTO alembic_version VALUES ('{HEAD}')",  # noqa: S608  (a constant)
    ]
    return "".join(f"{statement};\n" for statement in statements)


if __name__ == "__main__":
    (migrations_folder() / "head.sql").write_text(head_sql(), encoding="utf-8")
