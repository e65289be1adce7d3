"""How a campaign stands, folded from the feed: its board, and when what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.board import SETTLED, Board
from domain.swarm import Swarm
from domain.task import Task

if TYPE_CHECKING:
    from datetime import datetime

    from bus.feed import Recorded

BEGUN = (Swarm.Launched, Swarm.Continued)


@dataclass
class TaskTimes:
    """When a task reached its stations, and what its failed attempts left behind.

    `started_at` is the start of its first attempt, `attempt_at` that of the attempt
    it is in or had last. `rescues` are refs. `unchanged` says that the attempt that
    was submitted last changed no file.
    """

    ready_at: datetime | None = None
    started_at: datetime | None = None
    attempt_at: datetime | None = None
    ended_at: datetime | None = None
    away_s: float = 0.0
    rescues: list[str] = field(default_factory=list)
    unchanged: bool = False

    def see(self, event: object, at: datetime) -> None:
        """Fold one event of the task that happened at `at`."""
        if isinstance(event, Task.Ready) and self.ready_at is None:
            self.ready_at = at
        elif isinstance(event, Task.Started):
            self.started_at = self.started_at or at
            self.attempt_at = at
        elif isinstance(event, Task.Submitted):
            self.unchanged = not event.files
        elif rescue := getattr(event, "rescue", ""):
            self.rescues.append(rescue)


@dataclass
class Progress:
    """One swarm: its board and its times.

    `since` is when its controller took it up, `now` when the last event happened,
    `earlier_s` how many seconds earlier controllers ran.
    """

    board: Board
    times: dict[str, TaskTimes] = field(default_factory=dict)
    since: datetime | None = None
    now: datetime | None = None
    earlier_s: float = 0.0
    _names: dict[str, str] = field(default_factory=dict)

    def see(self, recorded: Recorded) -> None:
        """Fold one event; those of other swarms and unknown ones change nothing."""
        event = recorded.event
        if getattr(event, "swarm", "") == self.board.swarm:
            self._names[recorded.aggregate_id] = str(getattr(event, recorded.kind, ""))
        if recorded.aggregate_id not in self._names:
            return
        if isinstance(event, BEGUN):
            self._take_up(recorded.at)
        self.now = recorded.at
        self.board.see(event)
        if recorded.kind == "task":
            self._see_task(self._names[recorded.aggregate_id], recorded)

    def name_of(self, recorded: Recorded) -> str:
        """Tell the name of the task, instance or integration an event is about."""
        return self._names.get(recorded.aggregate_id, "")

    def _take_up(self, at: datetime) -> None:
        """Leave the time between the last event of a controller and this one out."""
        if self.since and self.now:
            self.earlier_s += (self.now - self.since).total_seconds()
            for times in self.times.values():
                if times.ready_at and not times.ended_at:
                    times.away_s += (at - self.now).total_seconds()
        self.since = at

    def _see_task(self, name: str, recorded: Recorded) -> None:
        times = self.times.setdefault(name, TaskTimes())
        times.see(recorded.event, recorded.at)
        settled = self.board.tasks[name].state in SETTLED
        times.ended_at = recorded.at if settled else None


@dataclass
class Campaigns:
    """All swarms of a state folder; `current` is the one taken up last."""

    current: Progress | None = None
    _by_name: dict[str, Progress] = field(default_factory=dict)
    _owner: dict[str, Progress] = field(default_factory=dict)

    def see(self, recorded: Recorded) -> Progress | None:
        """Fold one event; returns the swarm it is of, when that is known."""
        swarm = getattr(recorded.event, "swarm", "")
        if swarm:
            owner = self._by_name.setdefault(swarm, Progress(Board(swarm)))
            self._owner[recorded.aggregate_id] = owner
        progress = self._owner.get(recorded.aggregate_id)
        if progress is not None:
            progress.see(recorded)
        if isinstance(recorded.event, BEGUN):
            self.current = progress
        return progress
