"""The end of a campaign: is the work on the target, and what stays where."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from adapters.git.presence import Merge, Missing, missing_from
from commands.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from adapters.bootstrap.git_tools import GitTools
    from adapters.campaign.report import TaskReport, UpReport
    from adapters.git.repository import Repository
    from domain.board import Board

log = logging.getLogger(__name__)

T = TypeVar("T")
# How many tasks and commands a note names.
_SHOWN = 10


@dataclass
class Ending:
    """Looks at git when nobody works any more. No failure of git escapes.

    `missing` are integrated tasks whose work is not on the target; `notes` are
    sentences for the report.
    """

    repository: Repository
    git: GitTools
    board: Board
    missing: list[Missing] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def tidy(self) -> None:
        """Prove what was landed and keep what is not there; then release the rest."""
        try:
            self.prove()
        except (CommandError, OSError) as error:
            log.exception("what was landed could not be proven")
            self.notes.append(
                f"whether all work is on {self.repository.target} could not be "
                f"proven, so nothing was tidied up: {error}"
            )
            return
        self.notes.extend(
            self._try(
                "not everything was tidied up",
                lambda: self.git.worktrees.release(swarm=self.board.swarm),
                (),
            )
        )

    def prove(self) -> None:
        """Find integrated tasks that are not on the target; rescue refs keep them."""
        merges = [
            Merge(card.task, card.attempt, card.merge)
            for card in self.board.tasks.values()
            if card.state == "integrated" and card.merge
        ]
        target = self.repository.target
        self.missing = missing_from(self.repository, target, merges)
        if self.missing:
            self.notes.append(_told(self.missing, target))

    def wait_for(self, done: Future[None]) -> None:
        """Wait until it is tidy; what went wrong there becomes a note."""
        error = done.exception()
        if error is not None:
            log.error("tidying up failed", exc_info=error)
            self.notes.append(f"not everything was tidied up: {error}")

    def head(self) -> str:
        """Tell where the target stands; "" and a note when it is gone."""
        target = self.repository.target
        return self._try(
            f"where {target} stands cannot be told",
            lambda: self.git.integrator.head(target),
            "",
        )

    def amend(self, report: UpReport) -> UpReport:
        """Take into the report what git says: work that is missing is not done."""
        notes = [*report.notes, *self.notes]
        if not self.missing:
            return replace(report, notes=notes)
        gone = {each.task: each for each in self.missing}
        tasks = [_amended(t, gone.get(t.task), report.target) for t in report.tasks]
        status = "ended" if report.status == "completed" else report.status
        return replace(report, status=status, tasks=tasks, notes=notes)

    def _try(self, what: str, do: Callable[[], T], otherwise: T) -> T:
        try:
            return do()
        except (CommandError, OSError) as error:
            log.exception(what)
            self.notes.append(f"{what}: {error}")
            return otherwise


def _amended(task: TaskReport, gone: Missing | None, target: str) -> TaskReport:
    if gone is None:
        return task
    kept = (gone.ref,) if gone.ref else ()
    return replace(
        task,
        reason=f"it was merged, and is not on {target} any more",
        rescues=(*task.rescues, *kept),
    )


def _told(missing: Sequence[Missing], target: str) -> str:
    names = _some([each.task for each in missing])
    refs = [each.ref for each in missing if each.tip and each.ref]
    what = (
        f"someone moved {target} back, or off, during or since the work: it was merged "
        f"and is not there any more for task {names}"
    )
    lost = [each.task for each in missing if not each.ref]
    parts = [what]
    if refs:
        commands = _some([f"`git merge {ref}`" for ref in refs])
        parts.append(
            f"the commits are kept: with {target} checked out, {commands} brings them "
            "back"
        )
    if lost:
        parts.append(f"git has lost the commits of task {_some(lost)}")
    return "; ".join(parts)


def _some(words: Sequence[str]) -> str:
    more = len(words) - _SHOWN
    shown = ", ".join(words[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
