"""The dispatch saga: which task goes to which instance, as soon as edges allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.order import Order
from domain.board import LOST
from domain.scheduling import pick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.board import Board, TaskCard


def due(board: Board, now: datetime) -> Iterator[Order]:  # noqa: ARG001
    """Say what is due: tasks made ready, blocked, and given to idle instances."""
    if board.state != "running":
        return
    for card in board.tasks.values():
        if card.state in {"registered", "ready"}:
            yield from _unblock(board, card)
    for task, instance in pick(board):
        yield Order(
            "assign",
            "task",
            {
                "id": task.task,
                "to": instance.instance,
                "attempt": task.attempt + 1,
                "swarm": board.swarm,
            },
            because=(
                board.swarm,
                f"@{board.version}",
                f"{task.task}@{task.version}",
                f"{instance.instance}@{instance.version}",
            ),
        )


def _unblock(board: Board, card: TaskCard) -> Iterator[Order]:
    facts = (board.swarm, f"{card.task}@{card.version}")
    waits = board.waits_for(card)
    lost = [needed for needed in waits if needed.state in LOST]
    if lost:
        names = ", ".join(f"{needed.task} ({needed.state})" for needed in lost)
        yield Order(
            "block",
            "task",
            {"id": card.task, "swarm": board.swarm, "because": f"it needs {names}"},
            because=facts,
        )
    elif not waits and card.state == "registered":
        yield Order(
            "ready", "task", {"id": card.task, "swarm": board.swarm}, because=facts
        )
