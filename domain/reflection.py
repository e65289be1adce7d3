"""What every long-lived component can tell about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEALTHY = "healthy"
DEGRADED = "degraded"
FAILED = "failed"


@dataclass(frozen=True)
class HealthIndicator:
    """One thing that is watched: whether it is well, and a sentence on it."""

    name: str
    healthy: bool
    detail: str = ""


class ReflectiveModule:
    """A component that reports name, version, status, health and metrics.

    Subclasses say their `name` and extend `health` and `metrics`. A component that
    can go on with less calls `degrade` with the reason, and `recover` afterwards.
    """

    name = "module"
    version = "1"

    def __init__(self) -> None:
        self._degraded: dict[str, str] = {}

    @property
    def status(self) -> str:
        """`healthy`, `degraded` (works with less) or `failed` (does not work)."""
        if any(not one.healthy for one in self.health()):
            return FAILED
        return DEGRADED if self._degraded else HEALTHY

    @property
    def degradations(self) -> Mapping[str, str]:
        """What does not work as it should, with the reason."""
        return dict(self._degraded)

    def health(self) -> Sequence[HealthIndicator]:
        """Give the indicators; one that is not healthy means that it failed."""
        return ()

    def metrics(self) -> Mapping[str, float]:
        """Give what was measured since the start, by name with its unit at the end."""
        return {}

    def degrade(self, what: str, reason: str) -> None:
        """Go on without `what`, for a reason."""
        self._degraded[what] = reason

    def recover(self, what: str) -> None:
        """Have `what` again."""
        self._degraded.pop(what, None)

    def report(self) -> dict[str, object]:
        """Give all of it as plain JSON."""
        return {
            "name": self.name,
            "version": self.version,
            "status": self.status,
            "health": [
                {"name": one.name, "healthy": one.healthy, "detail": one.detail}
                for one in self.health()
            ],
            "degraded": dict(self._degraded),
            "metrics": dict(self.metrics()),
        }
