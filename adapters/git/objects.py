"""Reads several objects with one git process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.runner import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.runner import Git


def tree_modes(data: bytes, name: str) -> dict[bytes, str]:
    """Map the names in a tree object to their modes, six digits each.

    `name` is the name of any object: it tells how long the names of objects are.
    """
    length = len(name) // 2
    modes = {}
    while data:
        head, _, rest = data.partition(b"\0")
        mode, _, entry = head.partition(b" ")
        modes[entry] = mode.decode().zfill(6)
        data = rest[length:]
    return modes


def read_objects(git: Git, names: Sequence[str]) -> list[bytes | None]:
    """Read objects by name or `tree:path`; None for each that is missing."""
    asked = b"".join(encode(name).replace(b"\n", b"") + b"\n" for name in names)
    out = git.ask("cat-file", "--batch", stdin=asked).out
    found: list[bytes | None] = []
    position = 0
    for _ in names:
        end = out.index(b"\n", position)
        header = out[position:end].split(b" ")
        position = end + 1
        if header[-1].isdigit() and len(header) == 3:  # noqa: PLR2004
            size = int(header[-1])
            found.append(out[position : position + size])
            position += size + 1
        else:
            found.append(None)
    return found
