"""Brings the user's checkouts of the target forward, or leaves them alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.git.errors import GitError
from adapters.git.status import read_status

if TYPE_CHECKING:
    from adapters.git.repository import Repository

# How many landings back a checkout may lag and still be known as ours.
_LAG = 2000


@dataclass(frozen=True)
class _Stand:
    commit: str
    tree: str


class Checkouts:
    """The user's checkouts of a branch that the swarm moved."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def forward(self, target: str) -> str:
        """Bring each clean checkout of the target to its head; say what came of it.

        A checkout is clean when its files equal its index, and its index equals a
        commit that the target stood at before the swarm moved it on.
        """
        folders = self._folders(target)
        if not folders:
            return f"{target} is not checked out anywhere"
        stands = self._stands(target)
        return "; ".join(self._bring(folder, stands) for folder in folders)

    def _folders(self, target: str) -> list[Path]:
        listed = self._repository.git("worktree", "list", "--porcelain", "-z")
        ours = self._repository.worktrees
        found = []
        for block in listed.split("\0\0"):
            lines = block.split("\0")
            folder = Path(lines[0].partition(" ")[2])
            if f"branch refs/heads/{target}" in lines and ours not in folder.parents:
                found.append(folder)
        return [folder for folder in found if folder.is_dir()]

    def _stands(self, target: str) -> list[_Stand]:
        """Give the head of the target and the stands that the swarm left behind."""
        shape = "%H %T %(trailers:key=Swarm-Integration,valueonly,separator=%x20)"
        listed = self._repository.git(
            "log",
            "--first-parent",
            f"-{_LAG}",
            f"--format={shape}",
            f"refs/heads/{target}",
        )
        stands = []
        for line in listed.splitlines():
            commit, tree, *integration = line.split(" ", 2)
            stands.append(_Stand(commit, tree))
            if not any(integration):
                break
        return stands

    def _bring(self, folder: Path, stands: list[_Stand]) -> str:
        head = stands[0]
        git = self._repository.git.at(folder)
        short = head.commit[:10]
        try:
            status = read_status(git, untracked=False)
            if not status.changed and not status.unmerged:
                return f"{folder} is at {short}"
            index = git("write-tree")
            stand = next((s for s in stands if s.tree == index), None)
            if stand is None or status.unstaged:
                return self._untouched(folder)
            git("read-tree", "-m", "-u", stand.commit, head.commit)
        except GitError as error:
            return f"{folder} was left untouched: {error}"
        return f"{folder} was brought forward to {short}"

    def _untouched(self, folder: Path) -> str:
        return f"{folder} has changes of its own and was left untouched"
