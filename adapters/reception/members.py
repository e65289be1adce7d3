"""Who is meant by a command to many, and whether a name is one of them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Callable

    from commands.protocol.action import StructuredAction
    from commands.protocol.vocabulary import Command
    from domain.board import Board, InstanceCard


def _is_present(card: InstanceCard) -> bool:
    return card.state != "left"


def _is_away(card: InstanceCard) -> bool:
    return card.state == "left" or card.stopped


def _is_any(card: InstanceCard) -> bool:
    return card is not None


_MEANT: dict[str, Callable[[InstanceCard], bool]] = {
    "all": _is_any,
    "present": _is_present,
    "away": _is_away,
}


def instances_meant(
    board: Board, command: Command, action: StructuredAction
) -> Sequence[str]:
    """Name the instances that a command to many is for, in the order they joined."""
    meant = _MEANT[command.members]
    busy_only = "running" in action.modifiers
    return [
        card.instance
        for card in board.instances.values()
        if meant(card) and (card.state == "busy" or not busy_only)
    ]


def unknown_instance(board: Board, name: str) -> str:
    """Say that there is no such instance, with the nearest names; "" if there is."""
    if name in board.instances:
        return ""
    near = get_close_matches(name, board.instances, n=3, cutoff=0.5)
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    else:
        hint = f"there is {', '.join(board.instances) or 'none yet'}"
    return f"there is no instance {name} in swarm {board.swarm}: {hint}"
