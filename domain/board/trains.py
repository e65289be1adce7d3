"""An integration on the board."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any

from domain.integration import Integration


@dataclass
class TrainCard:
    """An integration as its events tell it."""

    integration: str
    target: str
    candidates: list[dict[str, Any]]
    state: str = "opened"
    outcome: str = ""
    version: int = 1
    step: int = 0
    base: str = ""
    head: str = ""
    checkout: str = ""
    merges: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Integration.Opened) -> TrainCard:
        """Make the card of an integration that was opened."""
        return cls(
            integration=event.integration,
            target=event.target,
            candidates=event.candidates,
        )

    @property
    def is_open(self) -> bool:
        """Tell whether it has neither landed nor been closed."""
        return self.state not in {"landed", "closed"}

    @singledispatchmethod
    def see(self, event: object) -> None:
        """Fold one event of this integration; unknown ones change nothing."""

    @see.register(Integration.BuildRequested)
    def _(self, event: Integration.BuildRequested) -> None:
        self.state = "building"
        self.step = event.step

    @see.register(Integration.Built)
    def _(self, event: Integration.Built) -> None:
        self.base = event.base
        self.head = event.head
        self.merges = dict(event.merges)
        self.candidates = [c for c in self.candidates if c["task"] in event.merges]

    @see.register(Integration.GateRequested)
    def _(self, event: Integration.GateRequested) -> None:
        self.state = "gating"
        self.step = event.step

    @see.register(Integration.LandRequested)
    def _(self, event: Integration.LandRequested) -> None:
        self.state = "landing"
        self.step = event.step

    @see.register(Integration.Landed)
    def _(self, event: Integration.Landed) -> None:
        self.state = "landed"
        self.checkout = event.checkout

    @see.register(Integration.Closed)
    def _(self, event: Integration.Closed) -> None:
        self.state = "closed"
        self.outcome = event.outcome
