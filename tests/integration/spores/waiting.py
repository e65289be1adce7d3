from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from pathlib import Path


async def until_there(path: Path, timeout_s: float = 10.0) -> str:
    """Wait for a file and read it, as a person with `ls` and `cat` would."""
    with anyio.fail_after(timeout_s):
        while not path.exists():  # noqa: ASYNC110
            await anyio.sleep(0.005)
    return path.read_text(encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
