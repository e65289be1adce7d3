"""Which ready task goes to which idle instance. Pure decisions on a board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.plan.graph import upward_ranks

if TYPE_CHECKING:
    from domain.board import Board, InstanceCard, TaskCard


def pick(board: Board) -> list[tuple[TaskCard, InstanceCard]]:
    """Pair ready tasks with idle instances.

    Rework goes back to the instance that did the work, and before anything else;
    it waits for that instance as long as the instance is in the swarm, and for the
    train it came from: only when its neighbours there have landed is the target what
    the work must be made to fit. The other tasks go by upward rank, the length of the longest path to the end of the plan
    (H. Topcuoglu et al., "Performance-effective and low-complexity task scheduling",
    2002), ties in plan order.
    """
    idle = {i.instance: i for i in board.instances.values() if i.state == "idle"}
    ready = [card for card in board.tasks.values() if card.state == "ready"]
    if not idle or not ready:
        return []
    pairs = []
    fresh = []
    for card in ready:
        train = board.trains.get(card.integration) if card.rework else None
        if train is not None and train.is_open:
            continue
        owner = board.instances.get(card.instance) if card.rework else None
        if owner is None or owner.state == "left":
            fresh.append(card)
        elif owner.instance in idle:
            pairs.append((card, idle.pop(owner.instance)))
    ranks = _ranks(board)
    fresh.sort(key=lambda card: -ranks[card.task])
    pairs.extend(zip(fresh, idle.values()))
    return pairs


def _ranks(board: Board) -> dict[str, float]:
    tasks = board.tasks
    return upward_ranks(
        {
            card.task: [name for name in card.depends_on if name in tasks]
            for card in tasks.values()
        }
    )
