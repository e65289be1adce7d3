"""Where the plan of a spec lies, and ticking it in place when git has it not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.git.repository import Repository


def plan_path(repository: Repository, spec: str) -> str:
    """Give the plan file of a spec, relative to the root; "" for no spec.

    `spec` is a spec's folder or its `tasks.md`, absolute or relative to the root.
    """
    if not spec:
        return ""
    path = Path(os.path.normpath(repository.root / spec))
    if path.suffix != ".md":
        path /= "tasks.md"
    return os.path.relpath(path, repository.root)


def tick_file(path: Path, task: str, tick: Callable[[bytes, str], bytes]) -> None:
    """Tick a task in a file of the user, whole or not at all.

    Raises:
        LookupError: the plan has no such task.

    """
    path = path.resolve()
    before = path.read_bytes()
    after = tick(before, task)
    if after == before:
        return
    fresh = path.with_name(f".{path.name}.swarm-new")
    fresh.write_bytes(after)
    fresh.chmod(path.stat().st_mode & 0o7777)
    os.replace(fresh, path)  # noqa: PTH105
