"""Turns what an agent left in its worktree into one commit on the attempt's branch."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from adapters.git.commits import (
    commit_tree,
    is_ancestor,
    merge_heads,
    tip,
    work_message,
)
from adapters.git.errors import GitError, GitFailed
from adapters.git.foreign import GITLINK, take_in
from adapters.git.identity import Author
from adapters.git.markers import still_marked
from adapters.git.merging import merge_commits
from adapters.git.printable import some_names
from adapters.git.status import Status, read_status
from commands.errors import UnsolvedConflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.keeping import Keeper
    from adapters.git.linked import LinkedTree
    from adapters.git.records import Record
    from adapters.git.repository import Repository
    from adapters.git.rescue import Rescues

log = logging.getLogger(__name__)

# What changed, whatever the user's settings would make `git diff` show.
_RAW = (
    "--raw",
    "-z",
    "--no-renames",
    "--no-relative",
    "--no-color",
    "--no-ext-diff",
    "--ignore-submodules=none",
)


class Collector:
    """Collects attempts, whatever the agent did with git in the meantime."""

    def __init__(
        self, repository: Repository, rescues: Rescues, keeper: Keeper
    ) -> None:
        self._repository = repository
        self._rescues = rescues
        self._keeper = keeper
        self._author = Author(repository.git)

    def collect(
        self, tree: LinkedTree, record: Record, conflicts: Sequence[str], title: str
    ) -> tuple[str, Sequence[str]]:
        """Give the commit of the attempt and the files it changes against its base.

        Raises:
            UnsolvedConflict: files still carry markers of a merge.
            GitError: the worktree is gone or broken.

        """
        tree.unlock(record.branch)
        status = self._status(tree)
        _check_solved(tree, [*conflicts, *status.unmerged])
        if status.nested:
            take_in(self._repository, tree, tree.git, record)
        commit = head = status.commit or record.base
        if status.dirty or merge_heads(tree):
            commit = self._commit(tree, record, head, title)
        written = commit
        if status.branch != record.branch:
            commit = self._join(tree, record, commit)
        if (status.branch, status.commit) != (record.branch, commit):
            is_written = head != written == commit
            self._pin(tree, record.branch, commit, is_written=is_written)
        changes = self._changes(tree, commit)
        if GITLINK in changes.values():
            commit = self._without_pointers(tree, record, commit, title)
            changes = self._changes(tree, commit)
        return commit, list(changes)

    def _status(self, tree: LinkedTree) -> Status:
        if not tree.is_sound:
            raise GitError(
                f"the worktree {tree.path} was removed or its .git file was damaged "
                "during the attempt"
            )
        try:
            return read_status(tree.git)
        except GitFailed:
            # A git that was killed left half an index: start it anew from HEAD.
            tree.git("read-tree", "HEAD")
            return read_status(tree.git)

    def _commit(self, tree: LinkedTree, record: Record, head: str, title: str) -> str:
        tree.git("add", "--all")
        made = tree.git("write-tree")
        heads = merge_heads(tree)
        if not heads and made == tree.git("rev-parse", f"{head}^{{tree}}"):
            return head
        message = work_message(title, record.task, record.attempt)
        return commit_tree(self._author(tree.git), made, [head, *heads], message)

    def _join(self, tree: LinkedTree, record: Record, commit: str) -> str:
        """Bring in what is on the attempt's branch when HEAD has left it."""
        own = tip(tree.git, f"refs/heads/{record.branch}")
        if not own or is_ancestor(tree.git, own, commit):
            return commit
        if is_ancestor(tree.git, commit, own) or self._is_landed(commit):
            return own
        merged = merge_commits(tree.git, own, commit)
        if merged.clean:
            message = work_message(
                "Join the commits of the attempt", record.task, record.attempt
            )
            return commit_tree(
                self._author(tree.git), merged.tree, [own, commit], message
            )
        ref = self._rescues.keep(own, record.task, record.attempt)
        log.warning(
            "task %s ended on other commits than its branch %s has; these are kept at %s",
            record.task,
            record.branch,
            ref,
        )
        return commit

    def _is_landed(self, commit: str) -> bool:
        """Tell whether HEAD went to the target, where no work of the attempt is."""
        git = self._repository.git
        return is_ancestor(git, commit, self._repository.target_ref)

    def _pin(
        self, tree: LinkedTree, branch: str, commit: str, *, is_written: bool = False
    ) -> None:
        """Let the attempt's branch stand at the commit, and the worktree on it.

        `is_written` says that the commit was made from this worktree's index.
        """
        tree.git("update-ref", f"refs/heads/{branch}", commit)
        if tree.branch != branch:
            tree.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        tree.forget_operations()
        if not is_written and not tree.git.succeeds(
            "diff-index", "--cached", "--quiet", commit
        ):
            tree.git("checkout", "--quiet", "--force", branch, "--")

    def _without_pointers(
        self, tree: LinkedTree, record: Record, commit: str, title: str
    ) -> str:
        """Replace committed pointers to nested repositories by their files."""
        self._keeper.keep_submodules(tree, tree.git, record)
        if not take_in(self._repository, tree, tree.git, record):
            return commit
        commit = self._commit(tree, record, commit, title)
        self._pin(tree, record.branch, commit)
        return commit

    def _changes(self, tree: LinkedTree, commit: str) -> dict[str, str]:
        """Map each file that the commit changes against the target to its mode.

        What was merged from the target meanwhile is no change of the attempt.
        """
        # Three dots are the fork: one command, where asking for it would be another.
        span = f"{self._repository.target_ref}...{commit}"
        answer = tree.git.ask("diff", *_RAW, span, "--")
        out = [name for name in answer.text.split("\0") if name]
        return {name: info.split(" ")[1] for info, name in zip(out[::2], out[1::2])}


def _check_solved(tree: LinkedTree, suspects: Sequence[str]) -> None:
    names = dict.fromkeys(suspects)
    marked = [name for name in names if still_marked(tree.path / name)]
    if marked:
        raise UnsolvedConflict(
            f"conflict markers are left in {_listed(marked)}: solve these "
            "conflicts and remove the markers"
        )


def _listed(names: Sequence[str]) -> str:
    told = some_names(names)
    more = len(names) - len(told)
    return ", ".join(told) + (f" and {more} more files" if more else "")
