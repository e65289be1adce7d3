"""Text in columns, counted as a terminal counts them."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = "  "
CUT = "…"
WIDEST = 24
"""What any but the last column may take."""


def width_of(text: str) -> int:
    """Tell how many columns a terminal gives the text: two to a wide character."""
    return sum(map(_width, text))


def clip(text: str, width: int) -> str:
    """Put text on one line of at most `width` columns, with a mark where it was cut.

    Line breaks and other control characters become blanks, so that no text can take
    over a terminal.
    """
    line = "".join(" " if category(char) == "Cc" else char for char in text).rstrip()
    if width_of(line) <= width:
        return line
    left, kept = width - width_of(CUT), ""
    for char in line:
        left -= _width(char)
        if left < 0:
            break
        kept += char
    return kept.rstrip() + CUT


def table(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Line cells up in columns; the last one of a row takes what is left."""
    inner = [[clip(cell, WIDEST) for cell in row[:-1]] for row in rows]
    widths = [
        max(map(width_of, column)) for column in zip_longest(*inner, fillvalue="")
    ]
    lines = []
    for cells, row in zip(inner, rows):
        padded = [
            cell + " " * (most - width_of(cell)) for cell, most in zip(cells, widths)
        ]
        lines.append(clip(GAP.join([*padded, row[-1]]), width))
    return lines


def _width(char: str) -> int:
    if category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
