"""Finds out how a project is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def detect(root: Path) -> list[str]:
    """List the gates of a project; empty when none can be told."""
    if (root / "Makefile").is_file():
        return ["make test"]
    return []
