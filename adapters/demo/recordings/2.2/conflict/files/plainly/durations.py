"""Durations in seconds."""

import re

from plainly.errors import NotUnderstood

UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))

_PART = re.compile(r"(\d+)\s*(d|h|min|s)(?![a-z])\s*")


def say_duration(seconds: float) -> str:
    """Say a duration in at most two units: `45 s`, `1 h 2 min`, `2 d`."""
    if seconds < 0:
        raise ValueError(f"a duration is not negative: {seconds}")
    rest = _rounded(seconds)
    parts = []
    for unit, length in UNITS:
        number, rest = divmod(rest, length)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts[:2]) or "0 s"


def read_duration(text: str) -> int:
    """Read a duration back, in seconds.

    Raises:
        NotUnderstood: it is not made of numbers with units, the largest first.

    """
    rest, seconds, last = text.strip(), 0, -1
    while rest:
        found = _PART.match(rest)
        place = _place(found.group(2)) if found else -1
        if not found or place <= last:
            break
        seconds += int(found.group(1)) * UNITS[place][1]
        rest, last = rest[found.end() :], place
    if rest or last < 0:
        raise NotUnderstood(text, "a duration such as '1 h 2 min'")
    return seconds


def _rounded(seconds: float) -> int:
    """Round to whole seconds, and to the smaller of the two units that are said."""
    whole = round(seconds)
    for (_, length), (_, smaller) in zip(UNITS, UNITS[1:]):
        if whole >= length:
            return round(whole / smaller) * smaller
    return whole


def _place(unit: str) -> int:
    return [name for name, _ in UNITS].index(unit)
