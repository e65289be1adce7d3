"""The merge saga: which candidates go into the next train. One train at a time.

Instances that were started together end together, a few moments apart. A train that
left with the first candidate would make the others wait for its gates, and would take
the processor from the attempts that begin now. So it lingers while there are other
attempts, but not for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.order import Order
from domain.task import HELD_STATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.board import Board, TaskCard

# How long the oldest candidate waits for company, seconds.
LINGER_S = 0.3


def due(board: Board, now: datetime) -> Iterator[Order]:
    """Say what is due: a train for the waiting candidates, or the end of one."""
    open_trains = board.open_trains
    if board.state == "stopping":
        for train in open_trains:
            if train.state != "landing":
                yield Order(
                    "abandon",
                    "integration",
                    {
                        "id": train.integration,
                        "swarm": board.swarm,
                        "because": "the swarm is stopping",
                    },
                    because=(board.swarm, f"{train.integration}@{train.version}"),
                )
    if board.state != "running" or open_trains or not board.submitted:
        return
    if patience_s(board, now) > 0:
        return
    name = f"batch-{len(board.trains) + 1}"
    aboard = _aboard(list(board.submitted.values()))
    yield Order(
        "open",
        "integration",
        {
            "id": name,
            "swarm": board.swarm,
            "target": board.target,
            "candidates": [
                {
                    "task": card.task,
                    "attempt": card.attempt,
                    "commit": card.candidate,
                    "title": card.title,
                    "spec": card.spec,
                }
                for card in aboard
            ],
        },
        because=(board.swarm, name, *(f"{c.task}@{c.version}" for c in aboard)),
    )


def _aboard(waiting: list[TaskCard]) -> list[TaskCard]:
    """Take candidates in order of age while the narrowest of them allows it."""
    aboard: list[TaskCard] = []
    for card in waiting:
        widest = min([card.widest, *(other.widest for other in aboard)])
        if len(aboard) < widest:
            aboard.append(card)
    return aboard


def patience_s(board: Board, now: datetime) -> float:
    """Tell for how many seconds from now the next train still lingers; 0 if not."""
    if not any(card.state in HELD_STATES for card in board.tasks.values()):
        return 0.0
    oldest = next(iter(board.submitted.values()), None)
    if oldest is None or oldest.submitted_at is None:
        return 0.0
    waited = (now - oldest.submitted_at).total_seconds()
    # A clock that was set back must not hold a train for ever.
    return LINGER_S - waited if 0 <= waited < LINGER_S else 0.0
