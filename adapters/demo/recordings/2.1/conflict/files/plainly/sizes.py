"""Sizes in bytes."""

import re

from plainly.errors import NotUnderstood

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")

_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kMGTP]?B)\s*")


def say_size(size: int) -> str:
    """Say a size in bytes: `512 B`, `1.5 kB`, `2.0 GB`."""
    if size < 0:
        raise ValueError(f"a size is not negative: {size}")
    value, unit = float(size), 0
    while round(value, 1) >= 1000 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {UNITS[unit]}" if unit else f"{size} B"


def read_size(text: str) -> int:
    """Read a size back, in bytes.

    Raises:
        NotUnderstood: it is not a number with a unit.

    """
    found = _SIZE.fullmatch(text)
    if not found:
        raise NotUnderstood(text, "a size such as '1.5 kB'")
    number, unit = found.groups()
    return round(float(number) * 1000 ** UNITS.index(unit))
