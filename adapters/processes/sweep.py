"""Clears away what a controller that died left running."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from adapters.processes import marks, table
from adapters.processes.stopping import end_all

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 1.5


def sweep(state: Path) -> list[str]:
    """End the left-overs of dead controllers of a state folder; say which. Blocks.

    Call it under the controller lock. Processes of a living controller are not touched,
    nor are those of other state folders, nor ourselves and those we descend from.
    """
    mine = marks.digest(state)
    kin = _ancestry()
    sentences: dict[int, str] = {}

    def look() -> list[table.Process]:
        living = [one for one in table.processes() if one.pid not in kin]
        left = []
        for one in living:
            owner = _dead_owner(one, mine)
            if owner is not None:
                left.append(one)
                sentences.setdefault(one.pid, _sentence(one, owner))
        return table.with_descendants(left, living)

    end_all(look, lambda _: PATIENCE_S, quiet_looks=1)
    return list(sentences.values())


def _sentence(process: table.Process, owner: marks.Mark) -> str:
    return (
        f"stopped process {process.pid}, which the controller with pid {owner.pid} "
        "had left behind"
    )


def _dead_owner(process: table.Process, mine: str) -> marks.Mark | None:
    """Find the dead controller that a process belongs to, if it is one of `mine`."""
    for text in process.marks:
        mark = marks.parse(text)
        if mark and mark.state == mine:
            return None if mark.controller_lives() else mark
    return None


def _ancestry() -> set[int]:
    kin = set()
    process = table.find(os.getpid())
    while process is not None:
        kin.add(process.pid)
        process = table.find(process.parent) if process.parent else None
    return kin
