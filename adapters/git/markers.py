"""Conflict markers: finding those that stayed, and showing the hunks they frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Only the labels that merges here write: a text about markers may have others.
_OURS = re.compile(
    rb"^(<{7} HEAD|>{7} (swarm/\S+|[0-9a-f]{40}|[0-9a-f]{64}))\r?$", re.MULTILINE
)
# How much of the conflicts is shown to an agent, in characters.
SHOWN = 8000
_CONTEXT = 3
_BINARY_PROBE = 8000


def still_marked(path: Path) -> bool:
    """Tell whether a file carries markers of one of our merges."""
    try:
        return path.is_file() and bool(_OURS.search(path.read_bytes()))
    except OSError:
        return False


def show_hunks(
    name: str, data: bytes, room: int = SHOWN, labels: Mapping[str, str] | None = None
) -> str:
    """Show the conflicting hunks of a file, in at most about `room` characters.

    `labels` says what to write instead of names in the markers.
    """
    if b"\0" in data[:_BINARY_PROBE]:
        return f"--- {name} (binary)"
    shown, left = [f"--- {name}"], room
    hunks = list(_hunks(data.decode("utf-8", "replace").splitlines()))
    for number, (start, lines) in enumerate(hunks):
        text = "\n".join([f"@@ line {start}", *lines])
        for old, new in (labels or {}).items():
            text = text.replace(old, new)
        if left <= 0:
            shown.append(f"… and {len(hunks) - number} more conflicts")
            break
        shown.append(text if len(text) <= left else text[:left] + "\n… (cut)")
        left -= len(text)
    return "\n".join(shown)


def _hunks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give each hunk with a few lines around it, and the number of its first line."""
    start = None
    for number, line in enumerate(lines):
        if line.startswith("<<<<<<< ") and start is None:
            start = number
        elif line.startswith(">>>>>>> ") and start is not None:
            first = max(0, start - _CONTEXT)
            yield first + 1, lines[first : number + 1 + _CONTEXT]
            start = None
