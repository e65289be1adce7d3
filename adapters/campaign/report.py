"""What `swarm up` has to tell at the end, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class TaskReport:
    """How one task went.

    `busy_s` is the sum of its attempts, `waited_s` what passed between its becoming
    ready and its end with a controller but no agent at work on it; both in seconds.
    `rescues` are refs that keep what its failed attempts left. `unchanged` says that
    its last attempt changed no file.
    """

    task: str
    title: str
    state: str
    instance: str = ""
    attempts: int = 0
    commit: str = ""
    reason: str = ""
    busy_s: float = 0.0
    waited_s: float = 0.0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    optional: bool = False
    rescues: tuple[str, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True)
class IntegrationReport:
    """How one train went; `outcome` is landed or why it was closed."""

    integration: str
    outcome: str
    tasks: tuple[str, ...] = ()
    head: str = ""
    reason: str = ""


@dataclass(frozen=True)
class UpReport:
    """How the campaign went. `status` is completed, ended or stopped.

    `elapsed_s` is what passed on the clock in this run, `earlier_s` in earlier ones.
    `busy_s` is the sum of all attempts, `critical_path_s` the longest chain of
    dependent tasks by their own times; seconds all. `notes` are sentences on what
    was kept on purpose or needs a look.
    """

    swarm: str
    status: str
    target: str
    head: str
    tasks: list[TaskReport] = field(default_factory=list)
    elapsed_s: float = 0.0
    busy_s: float = 0.0
    critical_path_s: float = 0.0
    earlier_s: float = 0.0
    notes: list[str] = field(default_factory=list)
    integrations: list[IntegrationReport] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether every required task is integrated."""
        return self.status == "completed"
