"""Answers `status …` lines: which queries belong to which noun, as text and data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from projections.queries import (
    instance_board,
    merge_queue,
    swarm_overview,
    task_board,
)
from projections.status_text import render

if TYPE_CHECKING:
    from collections.abc import Collection

    from projections.ports import Row, Rows

    Ask = Callable[[Rows, str], Row]


_PARTS: dict[str, Ask] = {
    "overview": swarm_overview,
    "tasks": task_board,
    "instances": instance_board,
    "queue": merge_queue,
}
# One noun, one part; every other noun is answered with the whole picture.
_OF_NOUN = {
    "task": "tasks",
    "tasks": "tasks",
    "instance": "instances",
    "instances": "instances",
    "integration": "queue",
    "integrations": "queue",
}


def status(
    rows: Rows, noun: str, modifiers: Collection[str], swarm: str
) -> tuple[str, Row]:
    """Answer `status NOUN …` about a swarm ("" for the latest): text, and data."""
    name = swarm or str(swarm_overview(rows)["swarm"])
    found = {part: ask(rows, name) for part, ask in _PARTS.items()}
    text = render(
        found["overview"],
        found["tasks"],
        found["instances"],
        found["queue"],
        detailed="detailed" in modifiers or noun in _OF_NOUN,
    )
    part = _OF_NOUN.get(noun)
    data = found[part] if part else found
    return text.rstrip("\n"), {**data, "position": found["overview"]["position"]}
