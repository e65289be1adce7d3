"""A process that is killed while it commits leaves whole commands or none."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from adapters.sql.reading import open_reader
from adapters.sql.store import open_store
from domain.task import Task, task_uuid
from projections.projector import Projector
from projections.queries import task_board
from projections.views import ALL_VIEWS

WRITER = """
import itertools, pathlib, sys
from adapters.sql.store import open_store
from projections.projector import Projector
from projections.views import ALL_VIEWS
from tests.contract.store.kit import receipt, task

store = open_store(pathlib.Path(sys.argv[1]))
projector = Projector(store, store.views(), ALL_VIEWS)
for number in itertools.count():
    new = task(str(number))
    new.make_ready()
    store.commit([new], receipt(str(number)))
    print(number, flush=True)
    projector.run_once()
"""


def killed_after(database: Path, commits: int) -> int:
    """Run the writer, kill it after so many commits; tell the last one it told."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert writer.stdout is not None
    told = -1
    for _ in range(commits):
        told = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    rest = writer.communicate()[0].split()
    return int(rest[-1]) if rest else told


def test_what_was_told_as_committed_is_there_and_nothing_by_halves(database):
    told = killed_after(database, commits=40)
    # The log of the dead writer is still beside the database.
    board = task_board(open_reader(database), "checkout")
    assert len(board["tasks"]) * 2 == board["position"]
    with open_store(database) as store:
        for number in range(told + 1):
            found = store.load(Task, task_uuid("checkout", str(number)))
            assert found is not None
            assert found.state == "ready"
            assert store.receipt(str(number)) is not None
        assert store.head() % 2 == 0
        projector = Projector(store, store.views(), ALL_VIEWS)
        assert projector.run_until_current() == store.head()
        board = task_board(open_reader(database), "checkout")
        assert len(board["tasks"]) * 2 == store.head()
