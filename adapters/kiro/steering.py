"""The files of a repository that say what holds for all work in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STEERING = ".kiro/steering"
_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_INCLUSION = re.compile(r"^inclusion:[ \t]*['\"]?([\w-]+)", re.MULTILINE)
# Front matter stands at the top; nothing more of a file is read.
_TOP = 4096


def standing_rules(root: Path) -> list[str]:
    """Point to what holds for every task: at most one sentence for an agent.

    These are the steering files that are always included (`inclusion: always`, or
    nothing said) and `AGENTS.md`.
    """
    names = ", ".join(f"`{name}`" for name in _always(root))
    if not names:
        return []
    return [f"What holds for all work in this repository stands in {names}: read it."]


def _always(root: Path) -> Iterator[str]:
    for path in sorted((root / STEERING).glob("*.md")):
        if path.is_file() and _inclusion(path) == "always":
            yield f"{STEERING}/{path.name}"
    if (root / "AGENTS.md").is_file():
        yield "AGENTS.md"


def _inclusion(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            front = _FRONT.match(file.read(_TOP))
    except OSError:
        return ""
    said = _INCLUSION.search(front[1]) if front else None
    return said[1] if said else "always"
