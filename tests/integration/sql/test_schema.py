"""Tables, revisions and the script for fresh databases say the same."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from adapters.sql import schema, upgrade
from adapters.sql.connections import connect
from adapters.sql.tables import metadata
from adapters.sql.upgrade import engine_of, head_sql


def described(database: Path) -> dict[str, str]:
    """Give the statements a database was made with, without their layout."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows}


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """Make a database by running every revision."""
    database = tmp_path / "revised.db"
    upgrade.upgrade(database)
    return database


def test_the_script_was_made_from_the_revisions_as_they_are():
    script = schema.migrations_folder() / "head.sql"
    assert (
        script.read_text(encoding="utf-8") == head_sql()
    ), "run `python -m adapters.sql.upgrade`"


def test_a_fresh_database_equals_one_made_by_every_revision(store, database, revised):
    fresh = described(database)
    assert fresh.pop("stored_events")
    assert fresh == described(revised)
    with closing(connect(database)) as one, closing(connect(revised)) as other:
        assert schema.schema_version(one) == schema.schema_version(other)


def test_the_declared_tables_equal_the_revisions(tmp_path, revised):
    declared = tmp_path / "declared.db"
    with engine_of(declared).begin() as connection:
        metadata.create_all(connection)
    made = described(revised)
    del made["alembic_version"]
    assert described(declared) == made


def test_the_head_that_the_program_knows_is_the_newest_revision():
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_the_revisions_are_found_beside_an_installed_package(tmp_path, monkeypatch):
    module = tmp_path / "adapters" / "sql" / "schema.py"
    (module.parent / "migrations").mkdir(parents=True)
    shutil.copy(schema.__file__, module)
    monkeypatch.setattr(schema, "__file__", str(module))
    assert schema.migrations_folder() == module.parent / "migrations"
