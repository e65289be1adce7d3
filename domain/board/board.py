"""The board of one swarm."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any, Union

from domain.board.instances import InstanceCard
from domain.board.tasks import SATISFIED, TaskCard
from domain.board.trains import TrainCard
from domain.instance import Instance
from domain.integration import Integration
from domain.swarm import Swarm, swarm_uuid
from domain.task import Task

if TYPE_CHECKING:
    from uuid import UUID

Card = Union[TaskCard, InstanceCard, TrainCard]


@dataclass
class Board:
    """One swarm: its state, its tasks, instances and trains, each in event order.

    `submitted` holds the tasks whose candidates wait for a train, longest first.
    """

    swarm: str
    state: str = ""
    target: str = ""
    head: str = ""
    reason: str = ""
    version: int = 0
    settings: dict[str, Any] = field(default_factory=dict)
    tasks: dict[str, TaskCard] = field(default_factory=dict)
    instances: dict[str, InstanceCard] = field(default_factory=dict)
    trains: dict[str, TrainCard] = field(default_factory=dict)
    submitted: dict[str, TaskCard] = field(default_factory=dict)
    _cards: dict[UUID, Card] = field(default_factory=dict)

    def see(self, event: object) -> None:
        """Fold one event; those of other swarms leave no trace."""
        self._fold(event)

    @property
    def open_trains(self) -> list[TrainCard]:
        """The integrations on their way, oldest first."""
        return [train for train in self.trains.values() if train.is_open]

    def waits_for(self, card: TaskCard) -> list[TaskCard]:
        """List the tasks that stand between a task and its start."""
        needed = (self.tasks.get(name) for name in card.depends_on)
        return [task for task in needed if task and task.state not in SATISFIED]

    # ------------------------------------------------------------ folding

    @singledispatchmethod
    def _fold(self, event: object) -> None:
        """Leave what is not known alone."""

    @_fold.register(Task.Registered)
    def _(self, event: Task.Registered) -> None:
        if event.swarm == self.swarm:
            card = TaskCard.of(event)
            self.tasks[event.task] = card
            self._cards[event.originator_id] = card

    @_fold.register(Instance.Joined)
    def _(self, event: Instance.Joined) -> None:
        if event.swarm == self.swarm:
            card = InstanceCard.of(event)
            self.instances[event.instance] = card
            self._cards[event.originator_id] = card

    @_fold.register(Integration.Opened)
    def _(self, event: Integration.Opened) -> None:
        if event.swarm == self.swarm:
            card = TrainCard.of(event)
            self.trains[event.integration] = card
            self._cards[event.originator_id] = card

    @_fold.register(Task.Event)
    def _(self, event: Task.Event) -> None:
        card = self._cards.get(event.originator_id)
        if isinstance(card, TaskCard):
            card.see(event)
            card.version = event.originator_version
            if card.state != "submitted":
                self.submitted.pop(card.task, None)
            else:
                self.submitted.setdefault(card.task, card)

    @_fold.register(Instance.Event)
    def _(self, event: Instance.Event) -> None:
        card = self._cards.get(event.originator_id)
        if isinstance(card, InstanceCard):
            card.see(event)
            card.version = event.originator_version

    @_fold.register(Integration.Event)
    def _(self, event: Integration.Event) -> None:
        card = self._cards.get(event.originator_id)
        if isinstance(card, TrainCard):
            card.see(event)
            card.version = event.originator_version
            if isinstance(event, Integration.Landed):
                self.head = event.head
            if isinstance(event, Integration.Closed) and event.outcome == "split":
                self._narrow(card)

    @_fold.register(Swarm.Event)
    def _(self, event: Swarm.Event) -> None:
        if event.originator_id == swarm_uuid(self.swarm):
            self._fold_swarm(event)
            self.version = event.originator_version

    def _narrow(self, train: TrainCard) -> None:
        """Let the candidates of a failed train go on in trains half as long."""
        for name in train.merges:
            self.tasks[name].widest = max(1, len(train.merges) // 2)

    def _fold_swarm(self, event: Swarm.Event) -> None:
        if isinstance(event, (Swarm.Launched, Swarm.Continued)):
            self.settings = dict(event.settings)
        if isinstance(event, Swarm.Launched):
            self.target = event.target
        if isinstance(event, Swarm.Completed) and event.head:
            self.head = event.head
        self.reason = str(getattr(event, "reason", ""))
        self.state = _STATES[type(event)]


_STATES: dict[type, str] = {
    Swarm.Launched: "running",
    Swarm.Continued: "running",
    Swarm.Paused: "paused",
    Swarm.Resumed: "running",
    Swarm.StopRequested: "stopping",
    Swarm.Stopped: "stopped",
    Swarm.Completed: "completed",
    Swarm.Ended: "ended",
}
