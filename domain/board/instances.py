"""An instance on the board."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatchmethod

from domain.instance import Instance


@dataclass
class InstanceCard:
    """An instance as its events tell it.

    `ending` is how its attempt is to end before its time: `graceful` is to wait for
    it, `now` to interrupt it. `stopped` says that somebody wants it to stay out.
    """

    instance: str
    colour: str
    state: str = "idle"
    task: str = ""
    version: int = 1
    ending: str = ""
    stopped: bool = False

    @classmethod
    def of(cls, event: Instance.Joined) -> InstanceCard:
        """Make the card of an instance that joined."""
        return cls(instance=event.instance, colour=event.colour)

    @singledispatchmethod
    def see(self, event: object) -> None:
        """Fold one event of this instance; unknown ones change nothing."""

    @see.register(Instance.Rejoined)
    def _(self, event: Instance.Rejoined) -> None:  # noqa: ARG002
        if self.state == "left":
            self.state = "idle"
        self.ending = ""
        self.stopped = False

    @see.register(Instance.StopRequested)
    def _(self, event: Instance.StopRequested) -> None:
        self.stopped = True
        if self.state == "busy":
            self.ending = "graceful" if event.graceful else "now"

    @see.register(Instance.RestartRequested)
    def _(self, event: Instance.RestartRequested) -> None:
        self.stopped = False
        self.ending = "graceful" if event.graceful else "now"

    @see.register(Instance.TookTask)
    def _(self, event: Instance.TookTask) -> None:
        self.state = "busy"
        self.task = event.task

    @see.register(Instance.Freed)
    def _(self, event: Instance.Freed) -> None:  # noqa: ARG002
        self.state = "idle"
        self.task = ""

    @see.register(Instance.Left)
    def _(self, event: Instance.Left) -> None:  # noqa: ARG002
        self.state = "left"
        self.task = ""
        self.ending = ""
