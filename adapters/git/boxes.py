"""Settles conflicts between ticks in a plan: a box ticked on either side is ticked."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.git.runner import Git

_BOX = re.compile(rb"^([ \t>]*[-*+][ \t]+\[)([ xX~S-])(\])", re.MULTILINE)
_TICKED = {b"x", b"X"}

_Key = tuple[bytes, int]


def is_plan(name: str) -> bool:
    """Tell whether conflicts in this file may be between ticks."""
    return name.rsplit("/", 1)[-1] == "tasks.md"


def settle_boxes(git: Git, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Merge three versions of a plan with all boxes open, then tick again.

    Ticks are the union of both sides; a state other than ticked is ours if we have
    one. None when the versions differ in more than boxes, in the same place.
    """
    bare = _merge(git, _opened(base), _opened(ours), _opened(theirs))
    if bare is None:
        return None
    mine, other = _states(ours), _states(theirs)
    lines, seen = [], Counter[bytes]()
    for line in bare.splitlines(keepends=True):
        key = _key(line, seen)
        lines.append(_with_state(line, mine.get(key, b" "), other.get(key, b" ")))
    return b"".join(lines)


def _with_state(line: bytes, mine: bytes, other: bytes) -> bytes:
    state = mine if mine != b" " and other not in _TICKED else other
    state = mine if mine in _TICKED else state
    return _BOX.sub(lambda box: box[1] + state + box[3], line)


def _merge(git: Git, base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = Path(folder) / name
            path.write_bytes(data)
            names.append(str(path))
        merged = git.ask("merge-file", "--stdout", *names)
    return merged.out if merged.code == 0 else None


def _opened(data: bytes) -> bytes:
    return _BOX.sub(rb"\1 \3", data)


def _states(data: bytes) -> dict[_Key, bytes]:
    seen = Counter[bytes]()
    found = {}
    for line in data.splitlines(keepends=True):
        key = _key(_opened(line), seen)
        box = _BOX.match(line)
        if box:
            found[key] = box[2]
    return found


def _key(line: bytes, seen: Counter[bytes]) -> _Key:
    """Name a line by its text and how often that came before."""
    text = line.rstrip(b"\r\n")
    seen[text] += 1
    return text, seen[text]
