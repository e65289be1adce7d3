"""Brings the user's checkouts of the target forward, or leaves them alone."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from adapters.git.advice import Behind, how_to_forward, some
from adapters.git.disk import first_line
from adapters.git.errors import GitError
from adapters.git.halfway import is_halfway
from adapters.git.printable import cut
from adapters.git.stands import Stand, Stands
from adapters.git.status import read_status

if TYPE_CHECKING:
    from adapters.git.repository import Repository
    from adapters.git.runner import Git
    from adapters.git.status import Status

# How long another git may hold the index of a checkout before we leave it, seconds.
_PATIENCE_S = 2.0
_PAUSE_S = 0.02
_SHORT = 10
# How much is told of what git said, bytes.
_LONGEST = 1000

log = logging.getLogger(__name__)


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
        return "; ".join(self._try(folder, stands).sentence for folder in folders)

    def take_up(self, target: str) -> list[str]:
        """Bring checkouts forward before work begins; a sentence for each that stays.

        Never raises for what is wrong with a checkout.
        """
        folders = self._folders(target)
        stands = Stands(self._repository.git, target) if folders else None
        told = [self._try(folder, stands) for folder in folders if stands]
        return [each.warning for each in told if each.warning]

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

    def _try(self, folder: Path, stands: Stands) -> _Told:
        try:
            return self._bring(self._repository.git.at(folder), stands)
        except GitError as error:
            said = cut(str(error), _LONGEST)
            return _stays(f"the checkout {folder} was left untouched: {said}")

    def _bring(self, git: Git, stands: Stands) -> _Told:
        lock = _waited_for(git)
        if lock is not None:
            return _stays(
                f"the checkout {git.folder} was left untouched, because another git "
                f"works in it: if none does, remove {lock}"
            )
        head = stands.head
        status = read_status(git, untracked=False)
        if not status.changed and not status.unmerged:
            return _Told(f"the checkout {git.folder} is at {head.commit[:_SHORT]}")
        stand, by_others = None, ""
        if not status.unmerged:
            stand = stands.find(git)
            if stand is None:
                stand = stands.find_moved(git)
                by_others = _by_others(stands) if stand else ""
        if stand is not None and stand != head:
            forward = _forwarded(git, status, stand, head)
            if forward:
                return _Told(forward + by_others)
        return _untouched(git, status, stands, stand)


class _Told(NamedTuple):
    """What became of a checkout, and what to say of it before work begins."""

    sentence: str
    warning: str = ""


def _stays(sentence: str) -> _Told:
    return _Told(sentence, sentence)


def _by_others(stands: Stands) -> str:
    return (
        f" ({stands.branch} was moved by someone else than the swarm: "
        f"`git reflog {stands.branch}` tells how)"
    )


def _forwarded(git: Git, status: Status, stand: Stand, head: Stand) -> str:
    """Bring a checkout forward in which nothing can be lost; "" when it cannot be."""
    if not status.unstaged:
        how = git.ask("read-tree", "-m", "-u", stand.commit, head.commit)
        if how.code:
            log.warning("%s cannot be brought forward: %s", git.folder, how.err)
            return ""
    elif is_halfway(git, status.unstaged, stand.commit, head.commit):
        git("read-tree", "--reset", "-u", head.commit)
    else:
        return ""
    return f"the checkout {git.folder} was brought forward to {head.commit[:_SHORT]}"


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


def _untouched(git: Git, status: Status, stands: Stands, stand: Stand | None) -> _Told:
    stand = stand or _nearest(git, stands)
    staged = _staged(git, stand)
    own = sorted({*status.unmerged, *status.unstaged, *staged})
    if stand == stands.head:
        what = f"uncommitted changes ({some(own)})"
        return _Told(
            f"the checkout {git.folder} is at {stand.commit[:_SHORT]} and keeps {what}",
            f"the checkout {git.folder} has {what}: it will be left untouched while "
            f"work is merged into {stands.branch}. Do not commit there until you have "
            "brought it forward: the report says how",
        )
    return _stays(
        how_to_forward(
            Behind(
                git=git,
                target=stands.branch,
                old=stand.commit,
                new=stands.head.commit,
                own=own,
                staged=staged,
                in_merge=bool(status.unmerged) or _merges(git),
            )
        )
    )


def _merges(git: Git) -> bool:
    return git.succeeds("rev-parse", "--verify", "--quiet", "MERGE_HEAD")


def _nearest(git: Git, stands: Stands) -> Stand:
    """Give the stand that the index differs from least: the user staged something."""
    known = dict.fromkeys([*stands.newest, *stands.moved_past(git)])
    return min(known, key=lambda stand: len(_staged(git, stand)))


def _staged(git: Git, stand: Stand) -> list[str]:
    return git.names(
        "diff-index", "--cached", "--name-only", "-z", "--no-renames", stand.commit
    )
