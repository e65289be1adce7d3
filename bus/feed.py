"""The ordered log of all that happened, as its followers see it.

Relay, projections, sagas and executors follow the same feed. A wake-up is only a
hint; what was read and its position are the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Recorded:
    """One event with where it stands and what led to it.

    `event` is the domain event, `text` its readable JSON, `name` for example
    `TaskAssigned`, `kind` the aggregate's (`task`), `aggregate_id` its id in hex.
    """

    position: int
    kind: str
    aggregate_id: str
    version: int
    name: str
    at: datetime
    event: object
    text: str
    command_id: str
    correlation_id: str
    causation_id: str
    actor: str


class EventFeed(Protocol):
    """Reads the log. Calls block (a database): use them off the event loop."""

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        """Read up to `limit` events with a position above `after`, in order.

        No event ever appears below a position that was read before.
        """
        ...

    def head(self) -> int:
        """Tell the position of the last event, or 0."""
        ...
