"""What the event store costs. Run: `python -m tests.benchmarks.event_store`.

The yardstick is the bare `eventsourcing` library, which saves the same aggregates one
by one into a SQLite file of its own, in the same run, in turns with ours. Ours writes
an inbox row and lineage beside the events, and syncs the disk at every commit.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from uuid import UUID

from eventsourcing.application import Application

from adapters.sql.store import SqlStore, open_store
from domain.task import Task
from tests.contract.store.kit import receipt, task

SAVES = 500
ROUNDS = 5
TOGETHER = 50
TOP = Path(__file__).parents[2]


def rate(count: int, work: Callable[..., object], *arguments: object) -> float:
    """Tell how many of `count` things were done in a second."""
    began = time.perf_counter()
    work(*arguments)
    return count / (time.perf_counter() - began)


def tasks(prefix: str) -> list[Task]:
    return [task(f"{prefix}.{number}") for number in range(SAVES)]


def save_bare(library: Application, aggregates: Sequence[Task]) -> None:
    for aggregate in aggregates:
        library.save(aggregate)


def commit(store: SqlStore, aggregates: Sequence[Task]) -> None:
    for aggregate in aggregates:
        store.commit([aggregate], receipt())


def commit_together(store: SqlStore, aggregates: Sequence[Task]) -> None:
    for first in range(0, len(aggregates), TOGETHER):
        with store.together() as session:
            for aggregate in aggregates[first : first + TOGETHER]:
                session.commit([aggregate], receipt())


def load(store: SqlStore, aggregates: Sequence[Task]) -> None:
    for aggregate in aggregates:
        store.load(Task, aggregate.id)


def follow(store: SqlStore) -> None:
    position = 0
    while events := store.read(position, 1000):
        position = events[-1].position


def writes(folder: Path, store: SqlStore) -> None:
    bare, single, together = [], [], []
    settings = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(folder / "bare.db"),
    }
    with closing(Application[UUID](env=settings)) as library:
        for turn in range(ROUNDS):
            mine = [tasks(f"{turn}{kind}") for kind in "abc"]
            bare.append(rate(SAVES, save_bare, library, mine[0]))
            single.append(rate(SAVES, commit, store, mine[1]))
            together.append(rate(SAVES, commit_together, store, mine[2]))
    yardstick = median(bare)
    print(f"bare library, one by one          {yardstick:8.0f} saves/s")
    for what, rates in (("one by one", single), (f"{TOGETHER} together", together)):
        ratio = median(rates) / yardstick
        print(f"commands, {what:<22}  {median(rates):8.0f} commits/s  {ratio:4.1f} x")


def reads(database: Path, store: SqlStore) -> None:
    known = tasks("0b")
    with open_store(database) as other:
        cold = rate(SAVES, load, other, known)
        warm = rate(SAVES, load, other, known)
    print(f"loads, from the events            {cold:8.0f} loads/s")
    print(f"loads, from the cache             {warm:8.0f} loads/s")
    print(
        f"feed                              {rate(store.head(), follow, store):8.0f} events/s"
    )


def opening(folder: Path) -> None:
    times = []
    for number in range(ROUNDS):
        for _ in ("fresh", "known"):
            began = time.perf_counter()
            with open_store(folder / f"opened-{number}.db"):
                times.append((time.perf_counter() - began) * 1000)
    print(f"a fresh database                  {median(times[::2]):8.1f} ms (goal 20)")
    print(f"a known database                  {median(times[1::2]):8.1f} ms")


def importing() -> None:
    code = (
        "import time; began = time.perf_counter(); import domain.task;"
        "domain = time.perf_counter(); import adapters.sql.store;"
        "print(domain - began, time.perf_counter() - domain)"
    )
    runs = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=TOP,
            capture_output=True,
            text=True,
            check=True,
        )
        runs.append([float(part) * 1000 for part in done.stdout.split()])
    domain, ours = (median(column) for column in zip(*runs))
    print(f"imports: the domain {domain:.0f} ms, and then the store {ours:.0f} ms")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder / "swarm.db") as store:
            writes(folder, store)
            reads(folder / "swarm.db", store)
        opening(folder)
    importing()
    return 0


if __name__ == "__main__":
    sys.exit(main())
