"""The kinds of values: how each one is said, and how it is read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

from plainly.durations import read_duration, say_duration
from plainly.errors import NotUnderstood
from plainly.sizes import read_size, say_size
from plainly.words import counted


@dataclass(frozen=True)
class Kind:
    """One kind of value; `read` undoes `say`."""

    say: Callable[[Any], str]
    read: Callable[[str], Any]


KINDS = {
    "duration": Kind(say_duration, read_duration),
    "size": Kind(say_size, read_size),
    "text": Kind(str, str),
}


def find(name: str) -> Kind:
    """Find a kind by its name.

    Raises:
        NotUnderstood: there is no such kind; the message names those there are.

    """
    if name not in KINDS:
        known = counted(len(KINDS), "kind")
        raise NotUnderstood(name, f"one of {known}: {', '.join(KINDS)}")
    return KINDS[name]
