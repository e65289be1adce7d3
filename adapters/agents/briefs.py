"""Keeps the briefs of attempts as files, outside of every worktree."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from commands.ports import Assignment

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80


def keep_brief(state: Path, assignment: Assignment) -> Path:
    """Write the brief below `.swarm/briefs/` and give its absolute path.

    A file of an earlier start of the same attempt is replaced as a whole.
    """
    folder = state.resolve() / "briefs" / file_name(assignment.swarm)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file_name(assignment.task)}-{assignment.attempt}.md"
    part = path.with_suffix(".part")
    part.write_text(assignment.brief, encoding="utf-8", errors="replace")
    return part.replace(path)


def file_name(name: str) -> str:
    """Make a file name out of any name; different names stay different."""
    safe = _UNSAFE.sub("-", name).lstrip(".")[:_LONGEST]
    if safe == name:
        return safe
    return f"{safe}-{blake2b(name.encode(), digest_size=4).hexdigest()}"
