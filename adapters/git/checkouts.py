"""Brings the user's checkouts of the target forward, or leaves them alone."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.git.disk import first_line
from adapters.git.errors import GitError
from adapters.git.halfway import is_halfway
from adapters.git.stands import Stand, Stands
from adapters.git.status import read_status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.repository import Repository
    from adapters.git.runner import Git
    from adapters.git.status import Status

# How long another git may hold the index of a checkout before we leave it, seconds.
_PATIENCE_S = 2.0
_PAUSE_S = 0.02
_SHOWN = 3
_SHORT = 10


class Checkouts:
    """The user's checkouts of a branch that the swarm moves."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def forward(self, target: str) -> str:
        """Bring each clean checkout of the target to its head; say what came of it.

        A checkout is clean when its files equal its index, and its index equals a
        commit that the target stood at before the swarm moved it on. One that was
        being brought forward when we were killed is finished. Every other one is
        left untouched. Never raises for what is wrong with a checkout.
        """
        folders = self._folders(target)
        if not folders:
            return f"{target} is not checked out anywhere"
        stands = Stands(self._repository.git, target)
        return "; ".join(self._try(folder, stands) for folder in folders)

    def _folders(self, target: str) -> list[Path]:
        listed = self._repository.git("worktree", "list", "--porcelain", "-z")
        found = []
        for block in listed.split("\0\0"):
            lines = block.split("\0")
            folder = Path(lines[0].partition(" ")[2])
            ours = folder.parent.parts[-2:] == (".swarm", "worktrees")
            if f"branch refs/heads/{target}" in lines and not ours:
                found.append(folder)
        return [folder for folder in found if folder.is_dir()]

    def _try(self, folder: Path, stands: Stands) -> str:
        try:
            return self._bring(self._repository.git.at(folder), stands)
        except GitError as error:
            return f"the checkout {folder} was left untouched: {error}"

    def _bring(self, git: Git, stands: Stands) -> str:
        lock = _waited_for(git)
        if lock is not None:
            return (
                f"the checkout {git.folder} was left untouched, because another git "
                f"works in it: if none does, remove {lock}"
            )
        head = stands.head
        short = head.commit[:_SHORT]
        status = read_status(git, untracked=False)
        if not status.changed and not status.unmerged:
            return f"the checkout {git.folder} is at {short}"
        stand = None if status.unmerged else stands.find(git)
        if stand is not None and stand != head:
            if not status.unstaged:
                git("read-tree", "-m", "-u", stand.commit, head.commit)
                return f"the checkout {git.folder} was brought forward to {short}"
            if is_halfway(git, status.unstaged, stand.commit, head.commit):
                git("read-tree", "--reset", "-u", head.commit)
                return f"the checkout {git.folder} was brought forward to {short}"
        return _untouched(git, status, stands, stand)


def _waited_for(git: Git) -> Path | None:
    """Wait until no other git writes the index; give the lock that stays."""
    pointer = first_line(git.folder / ".git")
    own = Path(pointer[8:]) if pointer else git.folder / ".git"
    lock = git.folder / own / "index.lock"
    deadline = time.monotonic() + _PATIENCE_S
    while lock.exists():
        if time.monotonic() > deadline:
            return lock
        time.sleep(_PAUSE_S)
    return None


def _untouched(git: Git, status: Status, stands: Stands, stand: Stand | None) -> str:
    stand = stand or _nearest(git, stands)
    own = status.unmerged or status.unstaged or _staged(git, stand)
    if stand == stands.head:
        return (
            f"the checkout {git.folder} is at {stand.commit[:_SHORT]} and keeps "
            f"uncommitted changes ({_some(own)})"
        )
    old, new = stand.commit[:_SHORT], stands.head.commit[:_SHORT]
    return (
        f"the checkout {git.folder} has uncommitted changes ({_some(own)}) and was left "
        f"untouched at {old}: before the next commit there, run `git read-tree -m -u "
        f"{old} {new}`, which brings it forward and keeps them"
    )


def _nearest(git: Git, stands: Stands) -> Stand:
    """Give the stand that the index differs from least: the user staged something."""
    return min(stands.newest, key=lambda stand: len(_staged(git, stand)))


def _staged(git: Git, stand: Stand) -> list[str]:
    return git.names(
        "diff-index", "--cached", "--name-only", "-z", "--no-renames", stand.commit
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
