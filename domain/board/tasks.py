"""A task on the board."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any

from domain.task import Task

if TYPE_CHECKING:
    from datetime import datetime

SETTLED = frozenset({"integrated", "skipped", "failed", "blocked", "cancelled"})
SATISFIED = frozenset({"integrated", "skipped"})
LOST = frozenset({"failed", "blocked", "cancelled"})
WIDEST_TRAIN = 8


@dataclass
class TaskCard:
    """A task as its events tell it.

    `version` is the aggregate's; `widest` bounds the train that may take the
    candidate along; `rework` says that it came back from an integration.
    """

    task: str
    title: str
    spec: str
    line: int
    optional: bool
    depends_on: tuple[str, ...]
    brief: dict[str, Any]
    state: str = "registered"
    version: int = 1
    instance: str = ""
    attempt: int = 0
    carry: str = ""
    context: str = ""
    candidate: str = ""
    submitted_at: datetime | None = None
    integration: str = ""
    merge: str = ""
    widest: int = WIDEST_TRAIN
    rework: bool = False
    reason: str = ""
    busy_s: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Task.Registered) -> TaskCard:
        """Make the card of a task that was registered."""
        return cls(
            task=event.task,
            title=event.title,
            spec=event.spec,
            line=event.line,
            optional=event.optional,
            depends_on=tuple(event.depends_on),
            brief=event.brief,
        )

    @singledispatchmethod
    def see(self, event: object) -> None:
        """Fold one event of this task; unknown ones change nothing."""

    @see.register(Task.Ready)
    def _(self, event: Task.Ready) -> None:  # noqa: ARG002
        self.state = "ready"

    @see.register(Task.Assigned)
    def _(self, event: Task.Assigned) -> None:
        self.state = "assigned"
        self.instance = event.instance
        self.attempt = event.attempt
        self.carry = event.carry
        self.context = event.context

    @see.register(Task.Started)
    def _(self, event: Task.Started) -> None:  # noqa: ARG002
        self.state = "running"

    @see.register(Task.Submitted)
    def _(self, event: Task.Submitted) -> None:
        self.state = "submitted"
        self.candidate = event.commit
        self.submitted_at = event.timestamp
        self.widest = WIDEST_TRAIN
        self.busy_s[event.attempt] = event.busy_s

    @see.register(Task.AttemptFailed)
    def _(self, event: Task.AttemptFailed) -> None:
        self.state = "ready"
        self.rework = False
        self.reason = event.reason
        self.busy_s[event.attempt] = event.busy_s

    @see.register(Task.Interrupted)
    def _(self, event: Task.Interrupted) -> None:
        self.state = "ready"
        self.reason = event.reason
        self.busy_s[event.attempt] = event.busy_s

    @see.register(Task.CheckBegun)
    def _(self, event: Task.CheckBegun) -> None:
        self.state = "checking"
        self.integration = event.integration

    @see.register(Task.Returned)
    def _(self, event: Task.Returned) -> None:
        self.state = "ready"
        self.rework = True
        self.reason = event.reason

    @see.register(Task.Requeued)
    def _(self, event: Task.Requeued) -> None:  # noqa: ARG002
        self.state = "submitted"

    @see.register(Task.Integrated)
    def _(self, event: Task.Integrated) -> None:
        self.state = "integrated"
        self.merge = event.commit
        self.reason = ""

    @see.register(Task.Failed)
    def _(self, event: Task.Failed) -> None:
        self.state = "failed"
        self.reason = event.reason

    @see.register(Task.Blocked)
    def _(self, event: Task.Blocked) -> None:
        self.state = "blocked"
        self.reason = event.reason

    @see.register(Task.Skipped)
    def _(self, event: Task.Skipped) -> None:
        self.state = "skipped"
        self.reason = event.reason

    @see.register(Task.Revised)
    def _(self, event: Task.Revised) -> None:
        self.title = event.title
        self.brief = event.brief
        self.depends_on = tuple(event.depends_on)
        self.optional = event.optional
        self.line = event.line
        if self.state == "ready":
            self.state = "registered"

    @see.register(Task.Reopened)
    def _(self, event: Task.Reopened) -> None:  # noqa: ARG002
        self.state = "registered"
        self.reason = ""
