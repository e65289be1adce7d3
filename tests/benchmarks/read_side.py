"""What the read side costs. Run: `python -m tests.benchmarks.read_side [TASKS]`.

Each task goes its whole way from registered to integrated, which makes ten events.
Goals: projections at 15,000 events/s, and a status query (a whole process, with all
imports) in 60 ms above an empty Python.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from adapters.sql.reading import open_reader
from adapters.sql.store import SqlStore, open_store
from domain.instance import Instance
from domain.swarm import Swarm
from domain.task import Task
from projections.projector import Projector
from projections.queries import instance_board, merge_queue, swarm_overview, task_board
from projections.views import ALL_VIEWS
from tests.contract.store.kit import receipt, task

SWARM = "checkout"
ROUNDS = 15
TOGETHER = 50
TOP = Path(__file__).parents[2]
QUERY = """
import pathlib, sys
from adapters.sql.reading import open_reader
from projections.queries import swarm_overview
swarm_overview(open_reader(pathlib.Path(sys.argv[1])))
"""


def whole_way(instance: Instance, name: str) -> Task:
    """Take a task from registered to integrated."""
    new = task(name)
    new.make_ready()
    new.assign(instance.instance, 1)
    instance.take(name, 1)
    new.start(1, "base", "branch")
    new.submit(1, "candidate", ["a.py"], 2.5)
    instance.free(name, 1)
    new.begin_check("train-1")
    new.record_check("train-1", passed=True, head="head", gates=[])
    new.integrate("train-1", "head", "merge")
    return new


def fill(store: SqlStore, count: int) -> None:
    """Write a campaign with so many tasks through the real write path."""
    swarm = Swarm.launch(swarm=SWARM, target="main", specs=[], settings={})
    instance = Instance.join(
        swarm=SWARM, instance="kiro-1", colour="#dd0531", agent="none", host="here"
    )
    store.commit([swarm, instance], receipt())
    for first in range(0, count, TOGETHER):
        with store.together() as session:
            for number in range(first, min(first + TOGETHER, count)):
                done = whole_way(instance, str(number))
                session.commit([done, instance], receipt())


def milliseconds(work) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def show(what: str, times: list[float]) -> None:
    print(f"{what:<34}{times[0]:8.1f} ms best {median(times):8.1f} ms median")


def process(*arguments: str):
    def run() -> None:
        subprocess.run([sys.executable, "-c", *arguments], cwd=TOP, check=True)

    return run


def queries(database: Path) -> None:
    rows = open_reader(database)
    show("overview", milliseconds(lambda: swarm_overview(rows)))
    show("instance board", milliseconds(lambda: instance_board(rows, SWARM)))
    show("merge queue", milliseconds(lambda: merge_queue(rows, SWARM)))
    show("task board, every task", milliseconds(lambda: task_board(rows, SWARM)))
    show("an empty Python, as a process", milliseconds(process("pass")))
    show("an overview, as a process", milliseconds(process(QUERY, str(database))))


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "swarm.db"
        with open_store(database) as store:
            fill(store, count)
            projector = Projector(store, store.views(), ALL_VIEWS)
            began = time.perf_counter()
            applied = projector.run_until_current()
            speed = applied / (time.perf_counter() - began)
            print(f"{count} tasks, {applied} events")
            print(f"projections{speed:31.0f} events/s (goal 15,000)")
            queries(database)
    return 0


if __name__ == "__main__":
    sys.exit(main())
