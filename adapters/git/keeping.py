"""Keeps what lies in a worktree, in whatever state it was left."""

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
from adapters.git.errors import GitFailed
from adapters.git.foreign import submodules, take_in, take_in_root
from adapters.git.identity import as_swarm
from adapters.git.records import Record, read_record
from adapters.git.scratch import scratch_index
from adapters.git.status import read_status

if TYPE_CHECKING:
    from adapters.git.linked import LinkedTree
    from adapters.git.repository import Repository
    from adapters.git.rescue import Rescues
    from adapters.git.runner import Git

log = logging.getLogger(__name__)

# Under which task the work is kept that nobody knows the task of.
LOST = "lost"


class Keeper:
    """Brings the work in worktrees onto rescue refs before anything is removed."""

    def __init__(self, repository: Repository, rescues: Rescues) -> None:
        self._repository = repository
        self._rescues = rescues

    def keep_attempt(self, tree: LinkedTree, record: Record) -> str:
        """Keep all work of an attempt, committed or not; "" when there is none."""
        if not self._find(tree, record):
            return ""
        commit = self.snapshot(tree, record)
        if is_ancestor(tree.git, commit, self._repository.target_ref):
            return ""
        return self._rescues.keep(commit, record.task, record.attempt)

    def keep_leftovers(self, tree: LinkedTree) -> list[str]:
        """Keep what no branch keeps; one sentence for each thing."""
        record = read_record(tree.path)
        if record is not None and not record.ready:
            return []
        record = record or Record("", f"{LOST}/{tree.name}", 0, "", "", ready=True)
        if not self._find(tree, record) or self._is_kept(tree):
            return []
        commit = self.snapshot(tree, record)
        if self._contained(tree.git, commit):
            return []
        ref = self._rescues.keep(commit, record.task, record.attempt)
        return [
            (
                f"what was not committed in the worktree of {tree.name} (task "
                f"{record.task}, attempt {record.attempt}) is kept at {ref}"
            )
        ]

    # ------------------------------------------------------------ finding

    def _find(self, tree: LinkedTree, record: Record) -> bool:
        """Make the worktree one that git understands; False when there is nothing."""
        if tree.is_sound:
            return True
        if not tree.path.is_dir() and not tree.claims():
            return False
        if tree.path.is_dir() and not any(tree.path.iterdir()) and not tree.claims():
            return False
        take_in_root(self._repository, tree, record)
        tree.mend(self._base(record), record.branch)
        return True

    def _base(self, record: Record) -> str:
        return tip(
            self._repository.git, record.base or "HEAD"
        ) or self._repository.head(self._repository.target)

    def _is_kept(self, tree: LinkedTree) -> bool:
        try:
            status = read_status(tree.git)
        except GitFailed:
            return False
        if status.dirty or status.submodules or merge_heads(tree):
            return False
        return bool(status.branch and status.commit)

    def _contained(self, git: Git, commit: str) -> bool:
        return bool(git("for-each-ref", "--count=1", f"--contains={commit}"))

    # ------------------------------------------------------------ snapshots

    def snapshot(self, tree: LinkedTree, record: Record) -> str:
        """Commit everything in the worktree but ignored files; no ref is moved.

        Neither files nor index change. Gives HEAD when nothing differs.
        """
        head = tip(tree.git, "HEAD") or self._base(record)
        scratch = scratch_index(tree.git, tree.index, self._repository.state / "tmp")
        with scratch as git:
            self._stage(tree, git, head, record)
            self.keep_submodules(tree, git, record)
            made = git("write-tree")
        heads = merge_heads(tree)
        if made == tree.git("rev-parse", f"{head}^{{tree}}") and not heads:
            return head
        message = work_message("Unfinished work", record.task, record.attempt)
        return commit_tree(as_swarm(tree.git), made, [head, *heads], message)

    def _stage(self, tree: LinkedTree, git: Git, head: str, record: Record) -> None:
        if tree.index is None or not git.succeeds("ls-files", "--cached", "-z"):
            git("read-tree", head)  # there is none, or it is corrupt
        if _is_empty(tree):
            return  # the files are gone: what is staged is all that is left
        take_in(self._repository, tree, git, record)
        added = git.ask("add", "--all", "--ignore-errors")
        if added.code:
            log.warning("not all files of %s can be kept: %s", tree.path, added.err)

    def keep_submodules(self, tree: LinkedTree, git: Git, record: Record) -> None:
        """Keep commits and changes inside submodules, which no branch of ours keeps.

        The index of `git` says which there are.
        """
        for name in submodules(tree, git):
            inside = tree.git.at(tree.path / name)
            head = tip(inside, "HEAD")
            if not head:
                continue
            commit = self._submodule_commit(inside, head, name, record)
            planned = tree.git.ask("rev-parse", f"{record.base or 'HEAD'}:{name}")
            if commit == planned.text or tree.git.succeeds("cat-file", "-e", commit):
                continue
            self._fetch(tree, inside, name, commit)
            ref = self._rescues.keep(commit, record.task, record.attempt)
            log.warning("changes inside the submodule %s are kept at %s", name, ref)

    def _submodule_commit(
        self, inside: Git, head: str, name: str, record: Record
    ) -> str:
        with scratch_index(inside, None, self._repository.state / "tmp") as git:
            git("read-tree", head)
            git("add", "--all", "--ignore-errors")
            made = git("write-tree")
        if made == inside("rev-parse", f"{head}^{{tree}}"):
            return head
        title = f"Unfinished work in the submodule {name}"
        message = work_message(title, record.task, record.attempt)
        return commit_tree(as_swarm(inside), made, [head], message)

    def _fetch(self, tree: LinkedTree, inside: Git, name: str, commit: str) -> None:
        """Bring a commit of a submodule over into the repository around it."""
        ref = "refs/swarm/kept"
        inside("update-ref", ref, commit)
        tree.git(
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            f"./{name}",
            ref,
        )
        inside("update-ref", "-d", ref)


def _is_empty(tree: LinkedTree) -> bool:
    return all(entry.name == ".git" for entry in tree.path.iterdir())
