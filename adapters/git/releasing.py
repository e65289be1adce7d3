"""Removes what a swarm needed in a repository, and says what stays and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from adapters.git.disk import empty_trash, first_line, put_aside, remove_folder
from adapters.git.foreign import kept_folder
from adapters.git.linked import LinkedTree, admin_folders
from adapters.git.names import LANDED, TRAINS, component
from adapters.git.records import drop_record, read_record

if TYPE_CHECKING:
    from adapters.git.keeping import Keeper
    from adapters.git.repository import Repository
    from adapters.git.rescue import Rescues


class _Branch(NamedTuple):
    name: str
    task: str
    attempt: int
    commit: str
    merged: bool
    used_by: str


class Releaser:
    """Takes a swarm's worktrees, branches and bookkeeping away. May be repeated."""

    def __init__(
        self, repository: Repository, rescues: Rescues, keeper: Keeper
    ) -> None:
        self._repository = repository
        self._rescues = rescues
        self._keeper = keeper

    def release(self, swarm: str) -> list[str]:
        """Remove all that is safe elsewhere; one sentence for each thing that stays."""
        said = [*self._worktrees(swarm), *self._branches(swarm)]
        self._bookkeeping(swarm)
        remove_folder(self._repository.state / "tmp")
        kept = kept_folder(self._repository)
        if kept.is_dir():
            said.extend(
                f"{path} is the history of a repository that an agent made inside its "
                "worktree: delete it when nobody needs it"
                for path in sorted(kept.iterdir())
            )
        return said

    # ------------------------------------------------------------ worktrees

    def _worktrees(self, swarm: str) -> list[str]:
        said = []
        for name in self._names():
            tree = LinkedTree(self._repository, name)
            if name.startswith("."):  # of gates, or half made
                tree.remove()
                continue
            record = read_record(tree.path)
            if record is None or record.swarm in {"", swarm}:
                said.extend(self._keeper.keep_leftovers(tree))
                tree.remove()
                drop_record(tree.path)
        self._inner()
        empty_trash(self._repository.worktrees)
        return said

    def _names(self) -> list[str]:
        """Name our worktrees: folders there are, and folders that git remembers."""
        home = self._repository.worktrees
        found = {path.name for path in home.iterdir() if path.is_dir()}
        for admin in admin_folders(self._repository.git_common_dir):
            folder = Path(first_line(admin / "gitdir")).parent
            if folder.parent == home:
                found.add(folder.name)
        return sorted(name for name in found if not name.startswith(".trash-"))

    def _inner(self) -> None:
        """Forget worktrees that agents made inside theirs; these went with them."""
        home = self._repository.worktrees
        for admin in admin_folders(self._repository.git_common_dir):
            folder = Path(first_line(admin / "gitdir")).parent
            if home in folder.parents and not folder.exists():
                put_aside(admin, home)

    # ------------------------------------------------------------ branches

    def _branches(self, swarm: str) -> list[str]:
        branches = self._list(swarm)
        landed = {branch.task for branch in branches if branch.merged}
        said = []
        for branch in branches:
            if branch.used_by:
                said.append(f"{branch.name} is checked out in {branch.used_by}: kept")
            elif branch.merged:
                self._drop(branch)
            elif branch.task in landed:
                ref = self._rescues.keep(branch.commit, branch.task, branch.attempt)
                self._drop(branch)
                said.append(
                    f"attempt {branch.attempt} of task {branch.task} was superseded: "
                    f"it is kept at {ref}"
                )
            else:
                said.append(
                    f"attempt {branch.attempt} of task {branch.task} is not on "
                    f"{self._repository.target}: it is kept on the branch {branch.name}"
                )
        return said

    def _list(self, swarm: str) -> list[_Branch]:
        folder = f"swarm/{component(swarm)}/"
        fields = "%(refname:lstrip=2)%00%(objectname)%00%(worktreepath)"
        listed = [
            self._repository.git(
                "for-each-ref", which, f"--format={fields}", f"refs/heads/{folder}"
            ).splitlines()
            for which in (
                f"--merged={self._repository.target_ref}",
                f"--no-merged={self._repository.target_ref}",
            )
        ]
        return [
            _branch(line, folder, merged=lines is listed[0])
            for lines in listed
            for line in lines
        ]

    def _drop(self, branch: _Branch) -> None:
        self._repository.git(
            "update-ref", "-d", f"refs/heads/{branch.name}", branch.commit
        )

    # ------------------------------------------------------------ bookkeeping

    def _bookkeeping(self, swarm: str) -> None:
        git = self._repository.git
        listed = git(
            "for-each-ref",
            "--format=delete %(refname)",
            f"{LANDED}/{component(swarm)}/",
            f"{TRAINS}/{component(swarm)}/",
        )
        if listed:
            git("update-ref", "--stdin", stdin=f"{listed}\n".encode())


def _branch(line: str, folder: str, *, merged: bool) -> _Branch:
    name, commit, used_by = line.split("\0")
    task, _, attempt = name[len(folder) :].rpartition("/")
    number = int(attempt) if attempt.isdigit() else 0
    return _Branch(name, unquote(task), number, commit, merged, used_by)
