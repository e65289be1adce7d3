"""An integration: one train of candidates on its way to the target branch.

It is the state of the merge saga. Each step is requested by an event that bears a
step number, done by an executor that may do it twice, and reported back; a report
for another step than the one that waits is refused.

    opened → building → gating → landing → landed
                 ↑________________|  (someone moved the target)
    and from each of them: closed (empty, split, returned, abandoned)
"""

from __future__ import annotations

from typing import Any
from uuid import UUID  # noqa: TC003  (event fields are resolved at run time)

from domain.aggregate import Root, stable_id
from domain.errors import Refused


def integration_uuid(swarm: str, integration: str) -> UUID:
    """Give the aggregate id of an integration from swarm and name."""
    return stable_id("integration", swarm, integration)


class Integration(Root):
    """One train of pinned candidates, built, gated and landed together.

    A candidate is `{"task": str, "attempt": int, "commit": str, "title": str}`.
    """

    kind = "integration"

    class Event(Root.Event):
        """A change of an integration."""

    class Opened(Event, Root.Created):
        """Candidates were taken into one train, in landing order."""

        swarm: str
        integration: str
        target: str
        candidates: list[dict[str, Any]]

    class BuildRequested(Event):
        """The train shall be built on the current head of the target."""

        step: int

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""
            aggregate.step = self.step
            aggregate.state = "building"

    class Built(Event):
        """The train stands: `base` is what it stands on, `head` what would land.

        `merges` maps each task on board to its merge commit, in order; `conflicts`
        are `{"task", "files", "with", "detail"}` of those left behind.
        """

        step: int
        base: str
        head: str
        merges: dict[str, str]
        conflicts: list[dict[str, Any]]

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""
            aggregate.base = self.base
            aggregate.head = self.head
            aggregate.merges = self.merges
            aggregate.candidates = [
                c for c in aggregate.candidates if c["task"] in self.merges
            ]

    class GateRequested(Event):
        """The gates shall run on exactly `head`."""

        step: int
        head: str

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""
            aggregate.step = self.step
            aggregate.state = "gating"

    class Gated(Event):
        """The gates ran; `gates` are `{"command", "status", "elapsed_s", "log"}`."""

        step: int
        head: str
        passed: bool
        gates: list[dict[str, Any]]
        excerpt: str

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""

    class LandRequested(Event):
        """The target shall move from `base` to `head`, by compare and swap."""

        step: int
        base: str
        head: str

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""
            aggregate.step = self.step
            aggregate.state = "landing"

    class TargetMoved(Event):
        """Someone else moved the target to `found`; the train is built anew."""

        step: int
        found: str

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""

    class Landed(Event):
        """The target is at `head`; `checkout` says what became of its checkout."""

        step: int
        head: str
        checkout: str

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""
            aggregate.state = "landed"

    class Closed(Event):
        """The train ended without landing; `outcome` is one word, `reason` says why."""

        outcome: str
        reason: str

        def apply(self, aggregate: Integration) -> None:
            """Fold the event into the integration."""
            aggregate.state = "closed"

    def __init__(
        self,
        swarm: str,
        integration: str,
        target: str,
        candidates: list[dict[str, Any]],
    ) -> None:
        self.swarm = swarm
        self.integration = integration
        self.target = target
        self.candidates = candidates
        self.state = "opened"
        self.step = 0
        self.base = ""
        self.head = ""
        self.merges: dict[str, str] = {}

    @classmethod
    def open(
        cls,
        *,
        swarm: str,
        integration: str,
        target: str,
        candidates: list[dict[str, Any]],
    ) -> Integration:
        """Take candidates into a train and ask for it to be built."""
        if not candidates:
            raise Refused("an integration needs at least one candidate")
        opened: Integration = cls._create(
            cls.Opened,
            id=integration_uuid(swarm, integration),
            swarm=swarm,
            integration=integration,
            target=target,
            candidates=candidates,
        )
        opened.trigger_event(cls.BuildRequested, step=1)
        return opened

    def built(
        self,
        step: int,
        *,
        base: str,
        head: str,
        merges: dict[str, str],
        conflicts: list[dict[str, Any]],
    ) -> None:
        """Take the report of the build; ask for the gates, or close if empty."""
        self._await("building", step)
        self.trigger_event(
            self.Built,
            step=step,
            base=base,
            head=head,
            merges=merges,
            conflicts=conflicts,
        )
        if merges:
            self.trigger_event(self.GateRequested, step=step + 1, head=head)
        else:
            self.trigger_event(
                self.Closed, outcome="empty", reason="every candidate conflicts"
            )

    def gated(
        self, step: int, *, passed: bool, gates: list[dict[str, Any]], excerpt: str
    ) -> None:
        """Take the report of the gates; ask for the landing, or close."""
        self._await("gating", step)
        self.trigger_event(
            self.Gated,
            step=step,
            head=self.head,
            passed=passed,
            gates=gates,
            excerpt=excerpt,
        )
        if passed:
            self.trigger_event(
                self.LandRequested, step=step + 1, base=self.base, head=self.head
            )
        elif len(self.merges) > 1:
            self.trigger_event(
                self.Closed,
                outcome="split",
                reason="a gate failed on the train: its candidates are tried apart",
            )
        else:
            self.trigger_event(self.Closed, outcome="returned", reason="a gate failed")

    def landed(self, step: int, *, head: str, checkout: str) -> None:
        """Take the report that the target is at the head of the train."""
        self._await("landing", step)
        if head != self.head:
            raise Refused(f"{self.integration} lands {self.head[:12]}, not {head[:12]}")
        self.trigger_event(self.Landed, step=step, head=head, checkout=checkout)

    def target_moved(self, step: int, found: str) -> None:
        """Take the report that the swap failed; ask for a build on the new head."""
        self._await("landing", step)
        self.trigger_event(self.TargetMoved, step=step, found=found)
        self.trigger_event(self.BuildRequested, step=step + 1)

    def abandon(self, reason: str) -> None:
        """Close a train that has not landed; its candidates stay pinned.

        One that lands may be on the target already, so it is seen through.
        """
        if self.state in {"landing", "landed", "closed"}:
            raise Refused(f"{self.integration} is {self.state}")
        self.trigger_event(self.Closed, outcome="abandoned", reason=reason)

    def _await(self, state: str, step: int) -> None:
        if self.state != state or step != self.step:
            raise Refused(
                f"{self.integration} waits for step {self.step} ({self.state}): "
                f"a report for step {step} ({state}) comes too late"
            )
