"""Answers `status …` lines: which queries belong to which noun, as text and data."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Callable

from projections.errors import NotThere
from projections.one_text import one_instance, one_task, task_table
from projections.queries import (
    attempt_list,
    instance_board,
    merge_queue,
    swarm_list,
    swarm_overview,
    task_board,
)
from projections.status_text import render

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from projections.ports import Row, Rows

    Ask = Callable[[Rows, str], Row]


_PARTS: dict[str, Ask] = {
    "overview": swarm_overview,
    "tasks": task_board,
    "instances": instance_board,
    "queue": merge_queue,
}
STATES = frozenset({"running", "ready", "failed", "blocked", "integrated"})
# One noun, one part; every other noun is answered with the whole picture.
_OF_NOUN = {
    "task": "tasks",
    "instance": "instances",
    "instances": "instances",
    "integration": "queue",
    "integrations": "queue",
}


def status(  # noqa: PLR0913  (the last two are rarely given)
    rows: Rows,
    noun: str,
    modifiers: Collection[str],
    swarm: str,
    *,
    one: str = "",
    current: str = "",
) -> tuple[str, Row]:
    """Answer `status NOUN …` about a swarm ("" for the latest): text, and data.

    `one` is the or instance that is meant. The `current` swarm is there even
    if nothing of it was recorded yet.

    Raises:
        NotThere: there is no such swarm, task or instance.

    """
    overview = swarm_overview(rows, swarm)
    name = swarm or str(overview["swarm"])
    if name and not overview["swarm"] and name != current:
        known = [str(row["swarm"]) for row in swarm_list(rows)["swarms"]]
        raise NotThere(_missing("swarm", name, known))
    position = overview["position"]
    if one and noun in _ONE:
        text, data = _ONE[noun](rows, name, one)
    elif noun == "tasks":
        text, data = _tasks(rows, name, modifiers)
    else:
        return _picture(rows, noun, modifiers, name)
    return text, {**data, "position": position}


def _picture(
    rows: Rows, noun: str, modifiers: Collection[str], name: str
) -> tuple[str, Row]:
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
    text = text.rstrip("\n") + _nobody(found["overview"])
    return text, {**data, "position": found["overview"]["position"]}


def _nobody(overview: Row) -> str:
    """Say that no instance takes work, when that is why nothing goes on."""
    counts = overview["instances"]
    if overview.get("state") != "running" or not counts or set(counts) != {"left"}:
        return ""
    return "\n\nno instance takes work: `swarm start instances` lets them begin again"


def _tasks(rows: Rows, swarm: str, modifiers: Collection[str]) -> tuple[str, Row]:
    board = task_board(rows, swarm)
    states = STATES & set(modifiers)
    chosen = [row for row in board["tasks"] if not states or row["state"] in states]
    text = task_table(chosen) if chosen else "there are no such tasks"
    return text, {**board, "tasks": chosen}


def _one_task(rows: Rows, swarm: str, name: str) -> tuple[str, Row]:
    row = _pick(task_board(rows, swarm)["tasks"], "task", name)
    attempts = attempt_list(rows, swarm, name)["attempts"]
    return one_task(row, attempts), {**row, "attempts": attempts}


def _one_instance(rows: Rows, swarm: str, name: str) -> tuple[str, Row]:
    row = _pick(instance_board(rows, swarm)["instances"], "instance", name)
    return one_instance(row), row


_ONE: dict[str, Callable[[Rows, str, str], tuple[str, Row]]] = {
    "task": _one_task,
    "instance": _one_instance,
}


def _pick(rows: Sequence[Row], noun: str, name: str) -> Row:
    for row in rows:
        if row[noun] == name:
            return row
    raise NotThere(_missing(noun, name, [str(row[noun]) for row in rows]))


def _missing(noun: str, name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.4) or list(known[:3])
    hint = f": did you mean {' or '.join(near)}?" if near else ""
    return f"there is no {noun} {name}{hint}"
