"""What the write side needs from the outside. Adapters implement it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from domain.aggregate import Root

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from uuid import UUID

A = TypeVar("A", bound=Root)


# ---------------------------------------------------------------- the event store


@dataclass(frozen=True)
class Receipt:
    """The inbox row of a command: what was asked, by whom, and what came of it.

    `result` is the ActionResult as JSON text. A command with a receipt is never
    done again; its result is given again.
    """

    command_id: str
    text: str
    actor: str
    correlation_id: str
    causation_id: str
    received_at: datetime
    success: bool
    result: str


class EventStore(Protocol):
    """Keeps events and receipts. Calls block: use them off the event loop."""

    def load(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Load an aggregate from its events, or tell that there is none."""
        ...

    def receipt(self, command_id: str) -> Receipt | None:
        """Find the receipt of a command that was done before."""
        ...

    def commit(self, aggregates: Sequence[Root], receipt: Receipt) -> int:
        """Append all pending events and the receipt in one transaction.

        Each event carries the receipt's command id, correlation, causation and
        actor. Returns the position of the last event in the store (0: none).

        Raises:
            StaleAggregate: another command changed one of the aggregates.
            DuplicateCommand: the command has a receipt already.
            StoreUnavailable: nothing was written; trying again may help.

        """
        ...


class Journal(EventStore, Protocol):
    """An event store that can do many commands in one transaction."""

    def together(self) -> AbstractContextManager[EventStore]:
        """Lend a store whose commits share one transaction and one sync of the disk.

        Each commit succeeds or fails alone and sees those before it.

        Raises:
            StoreUnavailable: on leaving, nothing at all was written.

        """
        ...


# ---------------------------------------------------------------- git


@dataclass(frozen=True)
class Workspace:
    """A worktree that is ready for an attempt.

    `conflicts` are the files that carry conflict markers because `carry` did not
    merge into `base`, with `detail` showing the hunks.
    """

    path: Path
    branch: str
    base: str
    conflicts: Sequence[str] = ()
    detail: str = ""


@dataclass(frozen=True)
class Candidate:
    """A pinned commit that wants to land."""

    task: str
    attempt: int
    commit: str
    title: str
    spec: str = ""


@dataclass(frozen=True)
class Conflict:
    """A candidate that does not merge: which files, with which tasks, the hunks."""

    task: str
    files: Sequence[str]
    with_tasks: Sequence[str]
    detail: str


@dataclass(frozen=True)
class Train:
    """Candidates merged onto one another on top of `base`; `head` would land.

    `merges` maps task to merge commit, in order. With no merge, head equals base.
    """

    base: str
    head: str
    merges: Mapping[str, str]
    conflicts: Sequence[Conflict] = ()


@dataclass(frozen=True)
class Landing:
    """What came of the compare and swap.

    `landed` false means that the target stands at `found` instead. `checkout` is one
    sentence on the checkout of the target (forwarded, untouched because dirty, none).
    """

    landed: bool
    found: str
    checkout: str = ""


class Workspaces(Protocol):
    """Worktrees, one per instance, kept between tasks. Calls block."""

    def prepare(
        self, *, swarm: str, instance: str, task: str, attempt: int, carry: str
    ) -> Workspace:
        """Give the instance a clean worktree on a new branch from the target.

        Whatever an earlier attempt left there is kept on a rescue ref first. With
        `carry`, that commit is merged in; conflicts stay as markers to be solved.
        """
        ...

    def collect(
        self, workspace: Workspace, *, task: str, attempt: int, title: str
    ) -> tuple[str, Sequence[str]]:
        """Commit what was left uncommitted; return the commit and changed files.

        Raises:
            UnsolvedConflict: files still carry the markers of `prepare`.

        """
        ...

    def rescue(self, *, instance: str, task: str, attempt: int) -> str:
        """Keep all work of the attempt under a rescue ref; "" when there is none."""
        ...

    def release(self, *, swarm: str) -> Sequence[str]:
        """Remove the swarm's worktrees and landed branches, after rescuing.

        Returns one sentence for each thing that was kept on purpose.
        """
        ...


class Integrator(Protocol):
    """Builds and lands trains off the checkout. Calls block; all may be repeated."""

    def build(
        self, *, integration: str, target: str, candidates: Sequence[Candidate]
    ) -> Train:
        """Merge the candidates onto the target's head, one on top of the other.

        A candidate that conflicts is left out and the others go on. The same inputs
        on the same head make the same commits.
        """
        ...

    def land(self, *, integration: str, target: str, train: Train) -> Landing:
        """Move the target from the train's base to its head, if it still is there.

        A landing that was done before is told as landed.
        """
        ...

    def head(self, target: str) -> str:
        """Tell the commit the target stands at."""
        ...


@dataclass(frozen=True)
class Synced:
    """How two branches stand, after what could be done about it without a risk.

    `state` is up-to-date, merged, mergeable (it would merge, and was left alone),
    conflicts, fetched or nothing-to-do. `message` is a sentence, `files` conflict.
    """

    state: str
    message: str
    files: Sequence[str] = ()


class Branches(Protocol):
    """Brings branches together where nothing can be lost. Calls block."""

    def sync_instance(self, instance: str) -> Synced:
        """Merge the target into the branch of an instance's attempt.

        A worktree with uncommitted work, and a merge that conflicts, are left alone.
        """
        ...

    def sync_branch(self, branch: str) -> Synced:
        """Do the same by the branch's name.

        Raises:
            Refused: there is no such branch.

        """
        ...

    def sync_repository(self) -> Synced:
        """Fetch the upstream of the target, and tell how the two stand.

        Raises:
            Refused: it has no upstream, or that cannot be reached.

        """
        ...


# ---------------------------------------------------------------- dead letters


@dataclass(frozen=True)
class Letter:
    """A dead message: what it says, why it died, and where it came from."""

    id: str
    text: str
    reason: str
    tries: int
    at: datetime
    actor: str
    correlation_id: str
    sent_at: datetime


class Letters(Protocol):
    """Looks dead messages up. Calls block: use them off the event loop."""

    def find(self, name: str) -> Letter:
        """Find the dead message with this id, or whose id alone begins so.

        Raises:
            Refused: there is none, or there are several.

        """
        ...


# ---------------------------------------------------------------- agents and gates


@dataclass(frozen=True)
class Assignment:
    """What an agent is started with."""

    swarm: str
    instance: str
    task: str
    title: str
    attempt: int
    brief: str
    workspace: Workspace
    log: Path
    context: str = ""


@dataclass(frozen=True)
class Outcome:
    """How an agent ended. `reason` is one sentence for a person."""

    done: bool
    reason: str = ""
    busy_s: float = 0.0


class Agent(Protocol):
    """Works on one assignment in its worktree."""

    async def work(self, assignment: Assignment) -> Outcome:
        """Run to the end. Cancelling it stops every process it started."""
        ...


@dataclass(frozen=True)
class GateResult:
    """One gate on one commit; `status` is passed, failed or timed-out."""

    command: str
    status: str
    elapsed_s: float
    log: str = ""
    excerpt: str = ""


class Gates(Protocol):
    """Runs the gates on exactly one commit, in a scratch worktree."""

    async def check(self, *, integration: str, head: str) -> Sequence[GateResult]:
        """Run the gates in order up to the first that does not pass."""
        ...


# ---------------------------------------------------------------- the plan


@dataclass(frozen=True)
class PlannedTask:
    """A leaf of a plan as the write side needs it; `ticked` means done before."""

    task: str
    title: str
    spec: str
    line: int
    optional: bool
    ticked: bool
    depends_on: Sequence[str]
    brief: Mapping[str, Any] = field(default_factory=dict)


class Plans(Protocol):
    """Reads plans. Calls block."""

    def read(self, specs: Sequence[str]) -> Sequence[PlannedTask]:
        """Read the leaves of the plan, each after all it depends on.

        Raises:
            Refused: the plan cannot be run, with every reason and line number.

        """
        ...
