"""Queries read beside a writer, after it, and say clearly when they cannot."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sql.connections import connect
from adapters.sql.errors import NewerDatabase, NoDatabase, OlderDatabase, SqlError
from adapters.sql.reading import open_reader
from adapters.sql.store import open_store
from projections.projector import Projector
from projections.queries import task_board
from projections.views import ALL_VIEWS
from tests.contract.store.kit import receipt, task

ROOT = Path(__file__).parents[3]


def project(store) -> None:
    Projector(store, store.views(), ALL_VIEWS).run_until_current()


def test_a_reader_sees_what_a_writer_does_meanwhile(store, database):
    rows = open_reader(database)
    assert task_board(rows, "checkout")["tasks"] == []
    store.commit([task()], receipt())
    project(store)
    board = task_board(rows, "checkout")
    assert [row["task"] for row in board["tasks"]] == ["1.2"]
    assert board["position"] == 1


def test_a_reader_is_not_held_up_by_an_open_transaction(store, database):
    with store.views().transaction() as put:
        put("UPDATE tasks SET state = 'x'", {})
        assert open_reader(database)("SELECT count(*) AS n FROM tasks", {})[0]["n"] == 0


def test_a_reader_works_when_nobody_writes_any_more(database):
    with open_store(database) as store:
        store.commit([task()], receipt())
        project(store)
    assert len(task_board(open_reader(database), "checkout")["tasks"]) == 1


def test_a_reader_cannot_write(store, database):
    with pytest.raises(SqlError, match="readonly"):
        open_reader(database)("DELETE FROM tasks", {})


def test_a_path_may_have_any_characters(tmp_path):
    odd = tmp_path / "a folder? with #odd %20 names"
    odd.mkdir()
    with open_store(odd / "swarm.db") as store:
        store.commit([task()], receipt())
    assert open_reader(odd / "swarm.db")("SELECT 1 AS one", {}) == [{"one": 1}]


def test_no_database_is_told_as_such(database):
    with pytest.raises(NoDatabase, match="there is no swarm database"):
        open_reader(database)
    assert not database.exists()


def test_a_database_that_was_never_set_up_is_told_as_such(database):
    connect(database).close()
    with pytest.raises(NoDatabase, match="never set up"):
        open_reader(database)


@pytest.mark.parametrize(
    ("version", "error", "sentence"),
    [
        ("9000", NewerDatabase, "use that version"),
        ("0000", OlderDatabase, "`swarm up` upgrades it"),
    ],
)
def test_a_database_of_another_version_is_not_read(database, version, error, sentence):
    open_store(database).close()
    with closing(connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    with pytest.raises(error, match=sentence):
        open_reader(database)


def test_a_damaged_database_is_told_as_such(database):
    database.write_bytes(b"nothing that SQLite knows" * 99)
    with pytest.raises(SqlError, match="cannot be read now"):
        open_reader(database)


def test_the_query_path_imports_nothing_heavy(database):
    open_store(database).close()
    code = (
        "import sys, pathlib\n"
        "from adapters.sql.reading import open_reader\n"
        "from projections.queries import swarm_overview\n"
        f"swarm_overview(open_reader(pathlib.Path({str(database)!r})))\n"
        "heavy = ('sqlalchemy', 'alembic', 'eventsourcing', 'pydantic', 'click')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[]"
