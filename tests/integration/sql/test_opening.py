"""Opening a store: fresh, known, older, newer and unusable databases."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sql import preparation, schema, upgrade
from adapters.sql.connections import connect
from adapters.sql.errors import NewerDatabase
from adapters.sql.store import open_store
from commands.errors import StoreUnavailable
from tests.contract.store.kit import loaded, receipt, task

ROOT = Path(__file__).parents[3]
NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"

def upgrade():
    op.add_column("tasks", sa.Column("weight", sa.Integer))
    {then}
"""


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Make the program one revision newer, which does `then` at last."""

    def install(then: str = "") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(schema.migrations_folder(), folder)
        revision = folder / "versions" / "0002_next.py"
        revision.write_text(NEXT.format(then=then), encoding="utf-8")
        monkeypatch.setattr(upgrade, "migrations_folder", lambda: folder)
        monkeypatch.setattr(preparation, "HEAD", "0002")

    return install


def columns(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(tasks)")]


def test_a_known_database_keeps_what_it_has(database):
    with open_store(database) as store:
        store.commit([task()], receipt("c1"))
    with open_store(database) as store:
        assert loaded(store).task == "1.2"
        assert store.receipt("c1") is not None


def test_the_write_path_imports_neither_sqlalchemy_nor_alembic(database):
    code = (
        "import sys, pathlib\n"
        "from adapters.sql.store import open_store\n"
        "from projections.projector import Projector\n"
        "from projections.views import ALL_VIEWS\n"
        f"store = open_store(pathlib.Path({str(database)!r}))\n"
        "Projector(store, store.views(), ALL_VIEWS).run_until_current()\n"
        "store.close()\n"
        "print([m for m in ('sqlalchemy', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"


def test_many_may_open_a_fresh_database_at_once(database):
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(open_store, [database] * 16))
    for store in stores:
        store.close()
    assert columns(database)


def test_an_older_database_is_upgraded_and_backed_up(database, next_version):
    with open_store(database) as store:
        store.commit([task()], receipt())
    next_version()
    with open_store(database) as store:
        assert loaded(store).task == "1.2"
    assert "weight" in columns(database)
    backup = database.with_name("swarm.db.0001.backup")
    assert "weight" not in columns(backup)
    with closing(connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM stored_events").fetchone()[0]


def test_an_upgrade_that_fails_changes_nothing(database, next_version):
    open_store(database).close()
    next_version(then="raise ZeroDivisionError")
    with pytest.raises(ZeroDivisionError):
        open_store(database)
    assert "weight" not in columns(database)
    with closing(connect(database)) as connection:
        assert schema.schema_version(connection) == "0001"


def test_a_newer_database_is_refused_with_what_to_do(database):
    open_store(database).close()
    with closing(connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9000'")
    with pytest.raises(
        NewerDatabase, match=r"newer version of swarm.*use that version"
    ):
        open_store(database)


def test_a_file_that_is_no_database_is_refused(database):
    database.write_text("this is not a database, and that is long enough" * 99)
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_store(database)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StoreUnavailable, match="cannot be used now"):
        open_store(tmp_path / "nowhere" / "swarm.db")
