"""An instance: one agent with its own worktree, branch and colour."""

from __future__ import annotations

from uuid import UUID  # noqa: TC003  (event fields are resolved at run time)

from domain.aggregate import Root, stable_id
from domain.errors import Refused


def instance_uuid(swarm: str, instance: str) -> UUID:
    """Give the aggregate id of an instance from the names of swarm and itself."""
    return stable_id("instance", swarm, instance)


class Instance(Root):
    """One agent process with its own worktree."""

    kind = "instance"

    class Event(Root.Event):
        """A change of an instance."""

    class Joined(Event, Root.Created):
        """The instance is there; `colour` is its Peacock colour, `#rrggbb`."""

        swarm: str
        instance: str
        colour: str
        agent: str
        host: str

    class Rejoined(Event):
        """The instance is there again under a new controller.

        A task it had before stays with it until that attempt is reported.
        """

        agent: str
        host: str

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            if aggregate.state == "left":
                aggregate.state = "idle"
            aggregate.agent = self.agent
            aggregate.host = self.host

    class TookTask(Event):
        """The instance got a task."""

        task: str
        attempt: int

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            aggregate.state = "busy"
            aggregate.task = self.task

    class Freed(Event):
        """The instance is idle again."""

        task: str
        attempt: int

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            aggregate.state = "idle"
            aggregate.task = ""

    class Left(Event):
        """The instance takes no more work."""

        reason: str

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            aggregate.state = "left"
            aggregate.task = ""

    def __init__(
        self, swarm: str, instance: str, colour: str, agent: str, host: str
    ) -> None:
        self.swarm = swarm
        self.instance = instance
        self.colour = colour
        self.agent = agent
        self.host = host
        self.state = "idle"
        self.task = ""

    @classmethod
    def join(
        cls, *, swarm: str, instance: str, colour: str, agent: str, host: str
    ) -> Instance:
        """Add an instance to the swarm."""
        joined: Instance = cls._create(
            cls.Joined,
            id=instance_uuid(swarm, instance),
            swarm=swarm,
            instance=instance,
            colour=colour,
            agent=agent,
            host=host,
        )
        return joined

    def rejoin(self, agent: str, host: str) -> None:
        """Come back under a new controller."""
        self.trigger_event(self.Rejoined, agent=agent, host=host)

    def take(self, task: str, attempt: int) -> None:
        """Begin with a task."""
        if self.state != "idle":
            raise Refused(
                f"instance {self.instance} is {self.state}"
                + (f" with task {self.task}" if self.task else "")
            )
        self.trigger_event(self.TookTask, task=task, attempt=attempt)

    def free(self, task: str, attempt: int) -> None:
        """Let go of a task; nothing happens when the instance has another one."""
        if self.state == "busy" and self.task == task:
            self.trigger_event(self.Freed, task=task, attempt=attempt)

    def leave(self, reason: str) -> None:
        """Take no more work."""
        if self.state != "left":
            self.trigger_event(self.Left, reason=reason)
