"""The merge saga: which candidates go into the next train. One train at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.order import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.board import Board, TaskCard


def due(board: Board) -> Iterator[Order]:
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
