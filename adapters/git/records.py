"""What an instance's worktree was last prepared for, beside the worktree."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Record:
    """The attempt a worktree belongs to.

    While `ready` is false the worktree is being made: whatever lies there is ours,
    and nothing in it needs keeping. `conflicts` are the real names of the files that
    it began with conflict markers in.
    """

    swarm: str
    task: str
    attempt: int
    branch: str
    base: str
    ready: bool
    conflicts: Sequence[str] = ()


def record_path(worktree: Path) -> Path:
    """Give the file of the record, beside the worktree."""
    return worktree.parent / f".{worktree.name}.json"


def write_record(worktree: Path, record: Record) -> None:
    """Write the record whole or not at all."""
    path = record_path(worktree)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(record)), encoding="utf-8")
    os.replace(fresh, path)  # noqa: PTH105


def read_record(worktree: Path) -> Record | None:
    """Read the record; None when there is none that can be read."""
    try:
        return Record(**json.loads(record_path(worktree).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def drop_record(worktree: Path) -> None:
    """Forget the record."""
    record_path(worktree).unlink(missing_ok=True)
