"""Builds trains off the checkout and lands them by compare and swap."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from adapters.git.checkouts import Checkouts
from adapters.git.commits import is_ancestor
from adapters.git.errors import GitError
from adapters.git.names import LANDED, TRAINS, integration_ref
from adapters.git.plans import tick_untracked
from adapters.git.runner import encode
from adapters.git.stands import LANDING
from adapters.git.trains import TrainBuilder
from commands.ports import Conflict, Landing, Train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.git.repository import Repository
    from commands.ports import Candidate

# How long a ref may be locked by another git before the landing fails, seconds.
_PATIENCE_S = 10.0
_PAUSE_S = 0.05


class GitIntegrator:
    """The port Integrator on real git; `tick(data, task)` ticks a task in a plan.

    `tick` raises LookupError for a task that the plan does not have.
    """

    def __init__(
        self, repository: Repository, tick: Callable[[bytes, str], bytes]
    ) -> None:
        self._repository = repository
        self._git = repository.git
        self._tick = tick
        self._builder = TrainBuilder(repository, tick)
        self._checkouts = Checkouts(repository)

    def head(self, target: str) -> str:
        """Tell the commit the target stands at.

        Raises:
            GitError: there is no such branch any more.

        """
        return self._repository.head(target)

    def build(
        self, *, integration: str, target: str, candidates: Sequence[Candidate]
    ) -> Train:
        """Merge the candidates onto the target's head, one on top of the other.

        A candidate that conflicts is left out and the others go on. The same inputs
        on the same head make the same commits. One that landed before is told with the
        merge commit it has on the target.
        """
        base = head = self.head(target)
        merges: dict[str, str] = {}
        conflicts: list[Conflict] = []
        for candidate, date in zip(candidates, self._builder.dates(candidates)):
            if date is None:
                conflicts.append(self._builder.missing(candidate))
                continue
            coupled = self._builder.couple(integration, candidate, head, date)
            if isinstance(coupled, Conflict):
                conflicts.append(coupled)
                continue
            merges[candidate.task] = coupled
            # One that landed before a restart is on the head already.
            if not is_ancestor(self._git, coupled, head):
                head = coupled
        return Train(base=base, head=head, merges=merges, conflicts=conflicts)

    def land(self, *, integration: str, target: str, train: Train) -> Landing:
        """Move the target from the train's base to its head, if it still is there.

        A landing that was done before is told as landed: the target contains the
        head. What a kill left undone after it, the plan of a user who does not have
        it in git and the checkout, is done then.

        Raises:
            GitError: the target is where it should be and cannot be moved.

        """
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            refusal = self._swap(integration, target, train)
            found = self.head(target) if refusal else train.head
            if is_ancestor(self._git, train.head, found):
                return self._landed(target, train, found)
            if found != train.base:
                return Landing(landed=False, found=found)
            if time.monotonic() > deadline:
                raise GitError(f"{target} cannot be moved: {refusal}")
            time.sleep(_PAUSE_S)

    def sync_checkout(self, target: str) -> str:
        """Bring checkouts forward that a killed landing left behind; say so.

        Returns one sentence.
        """
        return self._checkouts.forward(target)

    def take_up_checkout(self, target: str) -> list[str]:
        """Do the same before work begins; a sentence for each that is left alone."""
        return self._checkouts.take_up(target)

    def _swap(self, integration: str, target: str, train: Train) -> str:
        """Move the target in one transaction; "" or why not."""
        lines = [
            f"update refs/heads/{target} {train.head} {train.base}",
            f"update {integration_ref(LANDED, integration)} {train.head}",
            f"delete {integration_ref(TRAINS, integration)}",
        ]
        answer = self._git.ask(
            "update-ref",
            "-m",
            f"{LANDING}{integration}",
            "--stdin",
            stdin=encode("\n".join([*lines, ""])),
        )
        return (answer.err.strip() or "update-ref failed") if answer.code else ""

    def _landed(self, target: str, train: Train, found: str) -> Landing:
        tick_untracked(self._repository, train, self._tick)
        said = self._checkouts.forward(target)
        return Landing(landed=True, found=found, checkout=said)
