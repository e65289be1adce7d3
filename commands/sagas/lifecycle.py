"""The life-cycle saga: when a swarm is completed, ended or stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.order import Order
from domain.board import LOST, SETTLED
from domain.task import HELD_STATES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from domain.board import Board

# How many lost tasks the reason of an end names.
NAMED = 5


def due(board: Board, now: datetime) -> Iterator[Order]:  # noqa: ARG001
    """Say what is due: the end of the campaign, once nothing is on its way."""
    if board.state == "stopping":
        yield from _stop(board)
    elif board.state in {"running", "paused"}:
        yield from _finish(board)


def _stop(board: Board) -> Iterator[Order]:
    held = any(card.state in HELD_STATES for card in board.tasks.values())
    if not held and not board.open_trains:
        yield Order(
            "report",
            "swarm",
            {"id": board.swarm, "because": board.reason, "version": board.version},
            ("stopped",),
            because=(board.swarm, f"@{board.version}"),
        )


def _finish(board: Board) -> Iterator[Order]:
    tasks = board.tasks.values()
    if not tasks or not all(card.state in SETTLED for card in tasks):
        return
    facts = (
        board.swarm,
        f"@{board.version}",
        *(f"{c.task}@{c.version}" for c in tasks),
    )
    lost = [card for card in tasks if card.state in LOST and not card.optional]
    if not lost:
        yield Order(
            "complete",
            "swarm",
            {"id": board.swarm, "head": board.head, "version": board.version},
            because=facts,
        )
        return
    names = ", ".join(f"{card.task} ({card.state})" for card in lost[:NAMED])
    more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
    yield Order(
        "end",
        "swarm",
        {
            "id": board.swarm,
            "because": f"not integrated: {names}{more}",
            "version": board.version,
        },
        because=facts,
    )
