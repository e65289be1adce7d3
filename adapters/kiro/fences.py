"""Which lines stand inside code fences or comments, however badly closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.kiro.lines import FENCE, HEADING, indent_of, read_box, read_label

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_fences(lines: Sequence[str]) -> tuple[list[tuple[int, int]], list[int]]:
    """Find code fences as `(first, last)` lines, and those that are never closed.

    A fence ends at a bare fence of the same sign, at least as long; a fence with a
    language inside another one is nested. A fence that stands deeper than a following
    task does not swallow it: it ends before the task. One that is never closed ends
    before the next heading or task with an id.
    """
    fences, unclosed = [], []
    place = 0
    while place < len(lines):
        opening = _opening(lines[place])
        if opening is None:
            place += 1
            continue
        last = _closing(lines, place, opening)
        if last < 0:
            unclosed.append(place)
            last = _give_up(lines, place)
        fences.append((place, last))
        place = last + 1
    return fences, unclosed


def find_comments(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Find comments of several lines that begin and end at the edge of a line."""
    comments = []
    start = -1
    for place, line in enumerate(lines):
        if start < 0:
            if line.lstrip().startswith("<!--") and "-->" not in line:
                start = place
        elif "-->" in line:
            comments.append((start, place))
            start = -1
    return comments


def _opening(line: str) -> tuple[str, str] | None:
    if "```" not in line and "~~~" not in line:
        return None
    found = FENCE.match(line)
    return (found[2], found[3].strip()) if found else None


def _closing(lines: Sequence[str], start: int, opening: tuple[str, str]) -> int:
    sign, indent, depth = opening[0], indent_of(lines[start]), 1
    for place in range(start + 1, len(lines)):
        line = lines[place]
        fence = _opening(line)
        if fence is not None and fence[0][0] == sign[0] and len(fence[0]) >= len(sign):
            depth += 1 if fence[1] else -1
            if not depth:
                return place
        elif _is_named_box(line) and indent_of(line) < indent:
            return -1
    return -1


def _give_up(lines: Sequence[str], start: int) -> int:
    for place in range(start + 1, len(lines)):
        if HEADING.match(lines[place]) or _is_named_box(lines[place]):
            return place - 1
    return len(lines) - 1


def _is_named_box(line: str) -> bool:
    box = read_box(line)
    return box is not None and bool(box.number or read_label(box.text).id)
