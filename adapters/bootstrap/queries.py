"""Answers queries from the read models of one state folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.sql.reading import open_reader
from commands.protocol.action import ActionResult
from projections.answers import status

if TYPE_CHECKING:
    from pathlib import Path

    from commands.protocol.action import StructuredAction


class Queries:
    """The read side as the doors use it. Calls block."""

    def __init__(self, database: Path, swarm: str) -> None:
        self._database = database
        self._swarm = swarm

    def answer(self, action: StructuredAction) -> ActionResult:
        """Answer a `status …` action."""
        name = "id" if action.noun == "swarm" else "swarm"
        swarm = str(action.parameters.get(name) or self._swarm)
        text, data = status(
            open_reader(self._database), action.noun, action.modifiers, swarm
        )
        return ActionResult.ok(text, **data)
