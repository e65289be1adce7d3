"""Names and messages of git as text that may leave the adapter: printable, bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.runner import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# How many names are told at most, and how long they may be together, bytes.
MOST_NAMES = 200
NAMES_BYTES = 10_000
_CUT = "\n… (cut)"


def printable(text: str) -> str:
    r"""Show bytes that are not UTF-8 as `\xNN`."""
    return encode(text).decode("utf-8", "backslashreplace")


def printable_all(names: Iterable[str]) -> list[str]:
    """Do the same for names."""
    return [printable(name) for name in names]


def some_names(names: Sequence[str]) -> list[str]:
    """Give the first names, printable: as many as a report has room for."""
    told: list[str] = []
    room = NAMES_BYTES
    for name in printable_all(names[:MOST_NAMES]):
        room -= len(name.encode())
        if room < 0:
            break
        told.append(name)
    return told


def how_many(names: Sequence[str], told: Sequence[str]) -> list[str]:
    """Say how many files there are, when not all are told."""
    if len(told) == len(names):
        return []
    return [f"{len(names)} files conflict in all, of which {len(told)} are named"]


def cut(text: str, most: int) -> str:
    """Make a text printable and at most `most` bytes long in UTF-8."""
    data = printable(text).encode()
    if len(data) <= most:
        return data.decode()
    return data[: most - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT
