"""Scratch worktrees in which gates run on exactly one commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.linked import LinkedTree

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.git.repository import Repository

PREFIX = ".gate-"


class GateTree:
    """Gives a worktree at exactly a commit. What gates ignore (caches) stays."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def checkout(self, head: str, slot: int = 1) -> Path:
        """Put the commit into the worktree of the slot; give its folder.

        One slot is for one gate at a time.
        """
        tree = LinkedTree(self._repository, f"{PREFIX}{slot}")
        with tree.held():
            tree.switch(head)
        return tree.path
