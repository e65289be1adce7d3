"""One worktree of ours: made once, checked on every use, repaired, removed."""

from __future__ import annotations

import shutil
import stat
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.git.locks import exclusive

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.git.repository import Repository

TRASH = ".trash-"

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
        pointer = _first_line(self.path / ".git")
        if not pointer.startswith("gitdir: "):
            return None
        admin = Path(pointer[8:])
        if Path(_first_line(admin / "gitdir")) != self.path / ".git":
            return None
        head = _first_line(admin / "HEAD")
        sound = head.startswith("ref: ") or _is_object_name(head)
        return admin if sound and (admin / "commondir").is_file() else None

    def strays(self) -> list[Path]:
        """Give admin folders that claim this path, sound or not."""
        return [
            folder
            for folder in admin_folders(self._repository.git_common_dir)
            if Path(_first_line(folder / "gitdir")) == self.path / ".git"
        ]

    # ------------------------------------------------------------ making

    def make(self) -> None:
        """Make the worktree without files; what is broken must be gone before.

        Concurrent makers wait for one another, across processes.
        """
        with exclusive(self._repository.worktrees / ".lock"):
            if self.admin is not None:
                return
            self._repository.git(
                "worktree",
                "add",
                "--quiet",
                "--force",
                "--detach",
                "--no-checkout",
                str(self.path),
                self._repository.target_ref,
            )

    def switch(self, commit: str, branch: str | None = None) -> None:
        """Put the files of `commit` here, on the branch (made or moved) or on none.

        Everything else but ignored files is thrown away: keep it before.
        """
        self.settle(branch)
        where = ["--detach"] if branch is None else ["--no-track", "-B", branch]
        self.git("checkout", "--quiet", "--force", *where, commit, "--")
        self.git("clean", "-ffdq")

    def settle(self, branch: str | None = None) -> None:
        """Remove what a killed command left: locks and half-done operations."""
        admin = self.admin
        if admin is None:
            return
        for name in ("index.lock", "HEAD.lock"):
            with suppress(FileNotFoundError):
                (admin / name).unlink()
        if branch is not None:
            with suppress(FileNotFoundError):
                common = self._repository.git_common_dir
                (common / "refs/heads" / f"{branch}.lock").unlink()
        self.forget_operations()

    def forget_operations(self) -> None:
        """Forget merges, rebases and the like that were left half done."""
        admin = self.admin
        if admin is None:
            return
        for name in _OPERATION_FILES:
            if (admin / name).is_dir():
                remove_folder(admin / name)
            else:
                with suppress(FileNotFoundError):
                    (admin / name).unlink()

    # ------------------------------------------------------------ unmaking

    def remove(self) -> None:
        """Remove the worktree from disk and from git.

        The files go aside first, by one rename: whoever is killed in the middle
        leaves rubbish with a name of its own, never half a worktree.
        """
        strays = self.strays()
        if self.path.is_symlink() or self.path.is_file():
            self.path.unlink()
        elif self.path.exists():
            aside = self.path.parent / f"{TRASH}{uuid.uuid4().hex}"
            self.path.rename(aside)
        for folder in strays:
            remove_folder(folder)
        with suppress(OSError):
            (self._repository.git_common_dir / "worktrees").rmdir()
        empty_trash(self.path.parent)


def admin_folders(git_common_dir: Path) -> list[Path]:
    """Give git's folders of all linked worktrees."""
    folder = git_common_dir / "worktrees"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def empty_trash(folder: Path) -> None:
    """Delete worktrees that were put aside."""
    for aside in folder.glob(f"{TRASH}*"):
        remove_folder(aside)


def remove_folder(folder: Path) -> None:
    """Delete a folder, read-only parts of it as well; missing is fine."""

    def make_writable(
        again: Callable[[str], object], path: str, _error: object
    ) -> None:
        with suppress(FileNotFoundError):
            for name in (Path(path).parent, Path(path)):
                if not name.is_symlink():
                    name.chmod(name.stat().st_mode | stat.S_IRWXU)
            again(path)

    shutil.rmtree(folder, onerror=make_writable)


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape").split("\n", 1)[0].strip()
    except (OSError, ValueError):
        return ""


def _is_object_name(text: str) -> bool:
    return len(text) in {40, 64} and all(c in "0123456789abcdef" for c in text)
