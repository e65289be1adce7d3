"""Commands, views and queries go on side by side in one process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from adapters.sql.reading import open_reader
from projections.projector import Projector
from projections.queries import parked_sequences, task_board
from projections.views import ALL_VIEWS
from tests.contract.store.kit import loaded, receipt, task

WRITERS, EACH = 3, 15


def test_views_follow_and_queries_read_while_many_commands_are_done(store, database):
    projector = Projector(store, store.views(), ALL_VIEWS)
    rows = open_reader(database)
    written = Event()
    positions: list[int] = []

    def write(writer: int) -> None:
        for number in range(EACH):
            name = f"{writer}.{number}"
            store.commit([task(name)], receipt(f"new {name}"))
            mine = loaded(store, name)
            mine.make_ready()
            store.commit([mine], receipt(f"ready {name}"))

    def project() -> None:
        while not written.is_set() or projector.position < store.head():
            projector.run_until_current()

    def query() -> None:
        while not written.is_set():
            board = task_board(rows, "checkout")
            positions.append(board["position"])
            assert len(board["tasks"]) <= WRITERS * EACH

    with ThreadPoolExecutor(WRITERS + 2) as pool:
        beside = [pool.submit(project), pool.submit(query)]
        try:
            list(pool.map(write, range(WRITERS)))
        finally:
            written.set()
        for future in beside:
            future.result()

    board = task_board(rows, "checkout")
    assert board["position"] == store.head() == 2 * WRITERS * EACH
    assert {row["state"] for row in board["tasks"]} == {"ready"}
    assert positions == sorted(positions)
    assert parked_sequences(rows)["parked"] == []
