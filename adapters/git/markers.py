"""Conflict markers: finding those that stayed, and showing the hunks they frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Only the labels that our own merges write: a text about markers may have others.
_LEFT = re.compile(
    rb"^(<{7} HEAD|>{7} (swarm/\S+|[0-9a-f]{40}|[0-9a-f]{64}))\r?$", re.MULTILINE
)
_HUNK = re.compile(r"^<{7} .*?\n(?:.*\n)*?^>{7} .*$", re.MULTILINE)
SHOWN = 8000
CONTEXT_LINES = 3


def still_marked(path: Path) -> bool:
    """Tell whether a file carries markers of one of our merges."""
    try:
        return path.is_file() and bool(_LEFT.search(path.read_bytes()))
    except OSError:
        return False


def show_hunks(name: str, text: str, room: int = SHOWN) -> str:
    """Show the conflicting hunks of a file, at most about `room` characters."""
    hunks = [match[0] for match in _HUNK.finditer(text)]
    shown, left = [], room
    for number, hunk in enumerate(hunks, 1):
        if left <= 0:
            shown.append(f"… and {len(hunks) - number + 1} more")
            break
        cut = hunk if len(hunk) <= left else hunk[:left] + "\n… (cut)"
        shown.append(cut)
        left -= len(cut)
    body = "\n".join(shown)
    return f"--- {name}\n{body}" if body else f"--- {name}"
