"""What a plan is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN = "open"
DONE = "done"
IN_PROGRESS = "in-progress"
QUEUED = "queued"


@dataclass(frozen=True)
class PlanTask:
    """A task as the plan has it; only a leaf is work.

    `id` is unique in the plan and `line` counts from 1. `section` numbers the part
    of the document between two headings. `parallel` is the author's mark that the
    task may run beside its neighbours; `checkpoint` waits for everything before it.
    `files` are the paths that the text names, `proves` means that the task tests or
    verifies what its neighbours make. `group` holds tasks together that have no
    parent in the plan but belong together by their ids or their heading. `heading`
    is what the task stands under, for one whose title alone may say too little.
    """

    id: str
    title: str
    line: int
    state: str = OPEN
    optional: bool = False
    parent: str | None = None
    leaf: bool = True
    spec: str = ""
    details: str = ""
    requirements: Sequence[str] = ()
    parallel: bool = False
    checkpoint: bool = False
    section: int = 0
    files: frozenset[str] = frozenset()
    proves: bool = False
    group: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Declared:
    """What the plan itself says about the order of one task.

    `after` are the tasks (leaves or parents) that `task` waits for; none of them
    means that it waits for nothing. With `whole` false a part of what was written
    is not understood, so that the order policy applies as well.
    """

    task: str
    after: Sequence[str]
    why: str
    line: int
    whole: bool = True


@dataclass(frozen=True)
class Wave:
    """Tasks (leaves or parents) that the plan's own graph puts side by side.

    Every task waits for the waves before. `parallel` false means that the tasks of
    the wave run one after the other.
    """

    name: str
    tasks: Sequence[str]
    line: int
    parallel: bool = True


class Edge(NamedTuple):
    """`after` waits for `before`; `why` is the reason as a phrase for a person.

    `line` is where it is declared (0: the order policy made it).
    """

    before: str
    after: str
    why: str
    line: int = 0


@dataclass(frozen=True)
class Remark:
    """Something the reader is not sure of, or (`error`) that stops the plan."""

    line: int
    message: str
    error: bool = False
    kind: str = ""
    spec: str = ""


@dataclass(frozen=True)
class Plan:
    """Tasks in document order, the edges between leaves, and all remarks."""

    tasks: Sequence[PlanTask]
    edges: Sequence[Edge]
    remarks: Sequence[Remark] = field(default_factory=tuple)

    @property
    def leaves(self) -> Sequence[PlanTask]:
        """The tasks that are work, in document order."""
        return [task for task in self.tasks if task.leaf]
