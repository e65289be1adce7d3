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
        """The instance is there again: a new controller, a restart, or told to start.

        A task it had before stays with it until that attempt is reported.
        """

        agent: str
        host: str

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            if aggregate.state == "left":
                aggregate.state = "idle"
            aggregate.ending = ""
            aggregate.stopped = False
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

    class StopRequested(Event):
        """Somebody wants the instance out, for good until somebody starts it again.

        A `graceful` stop lets the attempt end first; any other one interrupts it.
        """

        reason: str
        graceful: bool

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            aggregate.stopped = True
            aggregate.reason = self.reason
            if aggregate.state == "busy":
                aggregate.ending = "graceful" if self.graceful else "now"

    class RestartRequested(Event):
        """Somebody wants the attempt ended, like a stop, and the instance back then."""

        reason: str
        graceful: bool

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            aggregate.stopped = False
            aggregate.ending = "graceful" if self.graceful else "now"
            aggregate.reason = self.reason

    class Left(Event):
        """The instance takes no more work."""

        reason: str

        def apply(self, aggregate: Instance) -> None:
            """Fold the event into the instance."""
            aggregate.state = "left"
            aggregate.task = ""
            aggregate.ending = ""

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
        self.ending = ""
        self.stopped = False
        self.reason = ""

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
        """Come back under a new controller, unless somebody stopped the instance."""
        if self.stopped:
            raise Refused(
                f"instance {self.instance} was stopped: 'start instance "
                f"{self.instance}' takes it back in"
            )
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
            if self.ending and self.stopped:
                self.trigger_event(self.Left, reason=self.reason)
            elif self.ending:
                self.trigger_event(self.Rejoined, agent=self.agent, host=self.host)

    def leave(self, reason: str) -> None:
        """Take no more work."""
        if self.state != "left":
            self.trigger_event(self.Left, reason=reason)

    def request_stop(self, reason: str, *, graceful: bool) -> None:
        """Leave: now when idle, else once the attempt has ended or was interrupted."""
        if self.state == "left" and self.stopped:
            raise Refused(f"instance {self.instance} has left already")
        if self.stopped and (graceful or self.ending == "now"):
            raise Refused(
                f"instance {self.instance} is stopping already, with task {self.task}"
            )
        self.trigger_event(self.StopRequested, reason=reason, graceful=graceful)
        if self.state != "busy":
            self.leave(reason or "it was stopped")

    def request_restart(self, reason: str, *, graceful: bool) -> None:
        """End the attempt, if there is one, and come back."""
        if self.state != "busy":
            self.trigger_event(self.Rejoined, agent=self.agent, host=self.host)
            return
        if self.ending == "now":
            ends = "stopping" if self.stopped else "restarting"
            raise Refused(
                f"instance {self.instance} is {ends} already, with task {self.task}"
            )
        self.trigger_event(self.RestartRequested, reason=reason, graceful=graceful)

    def start(self) -> None:
        """Come back after a stop, or take a stop back that waits for the attempt."""
        if self.ending == "now":
            raise Refused(
                f"instance {self.instance} is still on its way out: start it once it "
                "has left"
            )
        if self.state != "left" and not self.stopped:
            raise Refused(
                f"instance {self.instance} is {self.state} and need not start"
            )
        self.trigger_event(self.Rejoined, agent=self.agent, host=self.host)
