"""One worktree of ours: made once, checked on every use, repaired, removed."""

from __future__ import annotations

import os
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.git.disk import (
    empty_trash,
    first_line,
    is_object_name,
    put_aside,
    remove_folder,
)
from adapters.git.errors import GitFailed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from adapters.git.repository import Repository

# What an operation that was left in the middle keeps in the folder of a worktree.
_OPERATION_FILES = (
    "AUTO_MERGE",
    "BISECT_LOG",
    "BISECT_START",
    "CHERRY_PICK_HEAD",
    "MERGE_HEAD",
    "MERGE_MODE",
    "MERGE_MSG",
    "MERGE_RR",
    "REVERT_HEAD",
    "SQUASH_MSG",
    "rebase-apply",
    "rebase-merge",
    "sequencer",
)


# How long a lock may belong to a command that still runs, seconds.
_FRESH_S = 1.0
_PAUSE_S = 0.01

# A removed `.gitignore` uncovers what it hid, which has to go in a further round.
_CLEANINGS = 5


# Filling more worktrees at once than there are processors would let all of them, and
# so the first agent, wait for the last.
_FILLING = threading.BoundedSemaphore(os.cpu_count() or 1)


class LinkedTree:
    """The worktree called `name` in the state folder of a repository.

    Git keeps a folder for it in the common folder (the `admin` folder here); the two
    point at each other. A worktree is sound when they do.
    """

    def __init__(self, repository: Repository, name: str) -> None:
        self.name = name
        self.path = repository.worktrees / name
        self.git = repository.git.at(self.path)
        self._repository = repository

    # ------------------------------------------------------------ what there is

    @property
    def admin(self) -> Path | None:
        """Git's folder for this worktree, or None when either side is broken."""
        pointer = first_line(self.path / ".git")
        if not pointer.startswith("gitdir: "):
            return None
        admin = Path(pointer[8:])
        claims = Path(first_line(admin / "gitdir")) == self.path / ".git"
        return admin if claims and _is_whole(admin) else None

    @property
    def index(self) -> Path | None:
        """The index file, where there is one."""
        admin = self.admin
        return admin / "index" if admin and (admin / "index").is_file() else None

    @property
    def branch(self) -> str:
        """The branch that is checked out; "" when HEAD is detached or broken."""
        head = first_line(self.admin / "HEAD") if self.admin else ""
        return head[16:] if head.startswith("ref: refs/heads/") else ""

    def claims(self) -> list[Path]:
        """Give admin folders that claim this path, whole or not."""
        return [
            folder
            for folder in admin_folders(self._repository.git_common_dir)
            if Path(first_line(folder / "gitdir")) == self.path / ".git"
        ]

    @property
    def is_sound(self) -> bool:
        """Whether the files and git's folder for them belong together."""
        return self.admin is not None

    # ------------------------------------------------------------ making

    def make(self, commit: str, *, anew: bool = False) -> None:
        """Make the worktree, without files, on no branch, unless there is one.

        What lies there in its stead (with `anew`: in any case) is deleted: keep it
        before. Concurrent makers wait for one another, across processes: git's own
        locks would make one of them fail.
        """
        with self._repository.lock("worktrees"):
            if anew or not self.is_sound:
                self._remove()
                self._add(self.path, commit)

    def _add(self, path: Path, commit: str) -> None:
        self._repository.git(
            "worktree",
            "add",
            "--quiet",
            "--force",
            "--detach",
            "--no-checkout",
            str(path),
            commit,
        )

    def mend(self, commit: str, branch: str = "") -> None:
        """Give files that git lost sight of a worktree again, so that they can be kept.

        HEAD and index are the old ones where git still has them. Otherwise it stands
        on `branch` where that exists, or at `commit`, and the index is empty.
        """
        with self._repository.lock("worktrees"):
            if self.is_sound:
                return
            whole = [admin for admin in self.claims() if _is_whole(admin)]
            self.path.mkdir(exist_ok=True)
            if whole:
                pointer = f"gitdir: {whole[0]}\n"
                (self.path / ".git").write_text(pointer, encoding="utf-8")
                return
            for admin in self.claims():
                put_aside(admin, self.path.parent)
            self._graft(commit)
        ref = f"refs/heads/{branch}"
        if branch and self.git.succeeds("rev-parse", "--verify", "--quiet", ref):
            self.git("symbolic-ref", "HEAD", ref)

    def _graft(self, commit: str) -> None:
        """Make an empty worktree elsewhere and move its root here."""
        stock = self.path.with_name(f".stock-{uuid.uuid4().hex}")
        self._add(stock, commit)
        admin = Path(first_line(stock / ".git")[8:])
        (stock / ".git").replace(self.path / ".git")
        (admin / "gitdir").write_text(f"{self.path / '.git'}\n", encoding="utf-8")
        stock.rmdir()

    # ------------------------------------------------------------ using

    def held(self) -> AbstractContextManager[None]:
        """Keep other threads and processes of ours away from this worktree."""
        return self._repository.lock(f"worktree-{self.name}")

    def switch(self, commit: str, branch: str | None = None) -> None:
        """Put the files of `commit` here, on the branch (made or moved) or on none.

        Everything else but ignored files is thrown away: keep it before. A worktree
        in which that fails is made anew.
        """
        if self.is_sound:
            self.settle(branch)
            with suppress(GitFailed):
                self._switch(commit, branch)
                return
        with _FILLING:
            self.make(commit, anew=self.is_sound)
            self.settle(branch)
            self._switch(commit, branch)
        empty_trash(self.path.parent)

    def _switch(self, commit: str, branch: str | None) -> None:
        where = ["--detach"] if branch is None else ["--no-track", "-B", branch]
        self.git("checkout", "--quiet", "--force", *where, commit, "--")
        for _ in range(_CLEANINGS):
            if not self.git("clean", "-ffd"):
                break

    def settle(self, branch: str | None = None) -> None:
        """Remove what killed commands left: locks, and operations half done.

        Only for a worktree in which nobody works any more.
        """
        self.unlock(branch)
        self.forget_operations()

    def unlock(self, branch: str | None = None) -> None:
        """Remove the locks that killed commands left, that of the branch as well.

        A git that outlives its killed controller is given a moment to end.
        """
        admin = self.admin
        if admin is not None:
            for name in ("index.lock", "HEAD.lock"):
                _break_lock(admin / name)
        if branch is not None:
            heads = self._repository.git_common_dir / "refs/heads"
            with suppress(NotADirectoryError):
                _break_lock(heads / f"{branch}.lock")

    def forget_operations(self) -> None:
        """Forget merges, rebases and the like that were left half done."""
        admin = self.admin
        if admin is None:
            return
        for name in _OPERATION_FILES:
            remove_folder(admin / name)

    # ------------------------------------------------------------ unmaking

    def remove(self) -> None:
        """Remove the worktree from git, sound or not; its files wait in the trash."""
        with self._repository.lock("worktrees"):
            self._remove()

    def _remove(self) -> None:
        """Put everything aside by renames.

        Whoever is killed in the middle leaves rubbish with a name of its own, never
        half a worktree.
        """
        claims = self.claims()
        if self.path.is_symlink() or self.path.exists():
            put_aside(self.path, self.path.parent)
        for admin in claims:
            put_aside(admin, self.path.parent)
        with suppress(OSError):
            (self._repository.git_common_dir / "worktrees").rmdir()


def _break_lock(path: Path) -> None:
    while path.exists():
        age = time.time() - path.stat().st_mtime
        if not 0 <= age < _FRESH_S:
            path.unlink(missing_ok=True)
            return
        time.sleep(_PAUSE_S)


def admin_folders(git_common_dir: Path) -> list[Path]:
    """Give git's folders of all linked worktrees."""
    folder = git_common_dir / "worktrees"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_whole(admin: Path) -> bool:
    head = first_line(admin / "HEAD")
    has_head = head.startswith("ref: ") or is_object_name(head)
    return has_head and (admin / "commondir").is_file()
