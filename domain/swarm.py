"""A swarm: one campaign on one plan, from launched to completed."""

from __future__ import annotations

from typing import Any
from uuid import UUID  # noqa: TC003  (event fields are resolved at run time)

from domain.aggregate import Root, stable_id
from domain.errors import Refused

LIVE_STATES = frozenset({"running", "paused", "stopping"})


def swarm_uuid(swarm: str) -> UUID:
    """Give the aggregate id of a swarm from its name."""
    return stable_id("swarm", swarm)


class Swarm(Root):
    """One campaign: a plan, its settings and its life cycle."""

    kind = "swarm"

    class Event(Root.Event):
        """A change of a swarm."""

    class Launched(Event, Root.Created):
        """The campaign began.

        `settings` is plain JSON: `{"instances": int, "agent": str, "gates": [str],
        "tries": int, "optional": bool, "bus": str}`; `specs` are the folders of the
        plan, relative to the repository.
        """

        swarm: str
        target: str
        specs: list[str]
        settings: dict[str, Any]

    class Continued(Event):
        """A controller took the campaign up again, maybe with other settings."""

        settings: dict[str, Any]

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "running"
            aggregate.settings = self.settings

    class Paused(Event):
        """No new attempt and no new integration starts from now on."""

        reason: str

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "paused"

    class Resumed(Event):
        """Work goes on."""

        reason: str

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "running"

    class StopRequested(Event):
        """Agents are being stopped; their work goes to rescue refs."""

        reason: str

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "stopping"

    class Stopped(Event):
        """Nothing of the campaign runs any more; it can be continued."""

        reason: str

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "stopped"

    class Completed(Event):
        """Every required task is on the target branch; `head` is its commit."""

        head: str

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "completed"

    class Ended(Event):
        """Nothing can go on, and some required tasks are not integrated."""

        reason: str

        def apply(self, aggregate: Swarm) -> None:
            """Fold the event into the swarm."""
            aggregate.state = "ended"

    def __init__(
        self, swarm: str, target: str, specs: list[str], settings: dict[str, Any]
    ) -> None:
        self.swarm = swarm
        self.target = target
        self.specs = specs
        self.settings = settings
        self.state = "running"

    @classmethod
    def launch(
        cls, *, swarm: str, target: str, specs: list[str], settings: dict[str, Any]
    ) -> Swarm:
        """Begin a campaign."""
        launched: Swarm = cls._create(
            cls.Launched,
            id=swarm_uuid(swarm),
            swarm=swarm,
            target=target,
            specs=specs,
            settings=settings,
        )
        return launched

    def resume_with(self, settings: dict[str, Any]) -> None:
        """Take the campaign up again after its controller ended."""
        if self.state == "completed":
            raise Refused(f"swarm {self.swarm} is completed: launch a new one")
        self.trigger_event(self.Continued, settings=settings)

    def pause(self, reason: str) -> None:
        """Stop starting new work; what runs goes on to its end."""
        self._require("be paused", "running")
        self.trigger_event(self.Paused, reason=reason)

    def resume(self, reason: str) -> None:
        """Start new work again."""
        self._require("be resumed", "paused")
        self.trigger_event(self.Resumed, reason=reason)

    def request_stop(self, reason: str) -> None:
        """Ask for all agents to be stopped, with their work kept."""
        self._require("be stopped", "running", "paused")
        self.trigger_event(self.StopRequested, reason=reason)

    def stopped(self, reason: str) -> None:
        """Record that nothing runs any more."""
        self._require("have stopped", "stopping")
        self.trigger_event(self.Stopped, reason=reason)

    def complete(self, head: str) -> None:
        """Record that every required task is integrated."""
        self._require("be completed", "running", "paused", "stopping")
        self.trigger_event(self.Completed, head=head)

    def end(self, reason: str) -> None:
        """Record that nothing can go on with tasks left over."""
        self._require("end", "running", "paused", "stopping")
        self.trigger_event(self.Ended, reason=reason)

    def _require(self, what: str, *states: str) -> None:
        if self.state not in states:
            raise Refused(f"swarm {self.swarm} is {self.state} and cannot {what}")
