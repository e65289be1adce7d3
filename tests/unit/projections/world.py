"""A small world in which things happen at known moments, and views follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from adapters.sql.store import open_store
from domain.aggregate import Root, use_clock
from domain.instance import Instance
from domain.integration import Integration
from domain.swarm import Swarm
from domain.task import Task
from projections.projector import Projector
from projections.views import ALL_VIEWS
from tests.contract.store.kit import receipt

NOON = datetime(2025, 1, 31, 12, tzinfo=timezone.utc)
SWARM = "checkout"


def at(seconds: float) -> str:
    """Give the moment so many seconds after noon, as views write it."""
    return (NOON + timedelta(seconds=seconds)).isoformat()


class World:
    """A store with a projector; `happen` does things and lets the views follow."""

    def __init__(self, folder: Path, views=ALL_VIEWS) -> None:
        self.store = open_store(folder / "swarm.db")
        self.views = self.store.views()
        self.rows = self.views.rows
        self.projector = Projector(self.store, self.views, views)

    def happen(self, seconds: float, what, *arguments, **named):
        """Call a method of an aggregate (or make one) at that second and commit it."""
        now = NOON + timedelta(seconds=seconds)
        with use_clock(lambda: now):
            made = what(*arguments, **named)
        root = made if isinstance(made, Root) else what.__self__
        self.commit([root])
        return root

    def commit(self, roots: Sequence[Root]) -> None:
        self.store.commit(roots, receipt())
        self.projector.run_until_current()

    def swarm(self, name: str = SWARM, seconds: float = 0):
        return self.happen(
            seconds,
            Swarm.launch,
            swarm=name,
            target="main",
            specs=[".kiro/specs/checkout"],
            settings={"instances": 4},
        )

    def task(self, name: str = "1.1", *, optional: bool = False):
        return self.happen(
            1,
            Task.register,
            swarm=SWARM,
            task=name,
            title=f"Title of {name}",
            spec=".kiro/specs/checkout",
            line=7,
            optional=optional,
            depends_on=["1", "2"],
            brief={},
        )

    def running(self, name: str = "1.1"):
        """Register a task and let it be worked on from second 10."""
        task = self.task(name)
        self.happen(2, task.make_ready)
        self.happen(9, task.assign, "kiro-1", 1)
        return self.happen(10, task.start, 1, "base1", "swarm/kiro-1/1.1")

    def submitted(self, name: str = "1.1"):
        """Let a task be worked on and be submitted at second 20."""
        task = self.running(name)
        return self.happen(20, task.submit, 1, "cand1", ["a.py"], 9.5)

    def instance(self, name: str = "kiro-1"):
        return self.happen(
            3,
            Instance.join,
            swarm=SWARM,
            instance=name,
            colour="#dd0531",
            agent="recorded:demo",
            host="here",
        )

    def train(self, *tasks: Task, name: str = "train-1", seconds: float = 30):
        """Take submitted tasks into a train."""
        for task in tasks:
            self.happen(seconds, task.begin_check, name)
        return self.happen(
            seconds,
            Integration.open,
            swarm=SWARM,
            integration=name,
            target="main",
            candidates=[
                {"task": t.task, "attempt": 1, "commit": t.candidate, "title": t.title}
                for t in tasks
            ],
        )
