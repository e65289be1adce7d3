"""What an executor needs to know of an attempt, and how it reports on it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from commands.order import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.ports import Outcome
    from domain.board import Board, TaskCard

# How much of the names of changed files a report carries, characters.
FILES_TEXT = 20_000
# How much of a reason a report carries, characters.
REASON = 2000


@dataclass(frozen=True)
class Attempt:
    """An attempt as it was assigned; the board goes on meanwhile."""

    swarm: str
    task: str
    attempt: int
    instance: str
    title: str
    spec: str
    carry: str
    reason: str
    context: str
    brief: dict[str, Any]

    @classmethod
    def of(cls, board: Board, card: TaskCard) -> Attempt:
        """Take the attempt that a task on the board is in."""
        return cls(
            swarm=board.swarm,
            task=card.task,
            attempt=card.attempt,
            instance=card.instance,
            title=card.title,
            spec=card.spec,
            carry=card.carry,
            reason=card.reason,
            context=card.context,
            brief=card.brief,
        )


def some(files: Sequence[str]) -> list[str]:
    """Name as many files as one readable line should carry."""
    told, length = [], 0
    for name in files:
        length += len(name)
        if length > FILES_TEXT:
            break
        told.append(name)
    return told


def busy_s(outcome: Outcome | None, began: float) -> float:
    """Tell how long the agent worked, or else what passed since `began`; seconds."""
    if outcome is not None and outcome.busy_s:
        return round(outcome.busy_s, 3)
    return round(time.monotonic() - began, 3)


def refused(attempt: Attempt, ended: Order, message: str) -> Order:
    """Report that the end of an attempt could not be said: short, and with its own id.

    If the attempt had another end already, this is refused as well, and no harm done.
    """
    said = {
        "reason": f"its report was refused: {message[:REASON]}",
        "rescue": str(ended.parameters.get("rescue", "")),
        "busy": ended.parameters["busy"],
    }
    again = report(attempt, "failed", **said)
    return replace(again, because=(*again.because, "refused"))


def stop_because(swarm: str, reason: str) -> Order:
    """Ask for the swarm to stop, since what no task is to blame for does not work."""
    return Order("stop", "swarm", {"id": swarm, "because": reason[:REASON]})


def report(attempt: Attempt, outcome: str, **said: object) -> Order:
    """Report an attempt. All ends of one attempt share an id: the first one counts."""
    step = "started" if outcome == "started" else "ended"
    return Order(
        "report",
        "task",
        {
            "id": attempt.task,
            "swarm": attempt.swarm,
            "attempt": attempt.attempt,
            **said,
        },
        (outcome,),
        because=(attempt.swarm, attempt.task, str(attempt.attempt), step),
    )
