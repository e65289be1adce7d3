"""Worktrees of the instances: prepared, collected, rescued and released."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.git.carrying import carry_on
from adapters.git.collecting import Collector
from adapters.git.commits import is_ancestor, tip
from adapters.git.keeping import Keeper
from adapters.git.linked import LinkedTree
from adapters.git.names import branch_name, instance_folder
from adapters.git.printable import printable_all, some_names
from adapters.git.records import Record, read_record, write_record
from adapters.git.releasing import Releaser
from adapters.git.rescue import Rescue, Rescues
from commands.ports import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.repository import Repository


class Worktrees:
    """The port Workspaces on real git.

    A worktree is made once per instance and kept: from task to task only the files
    that differ change. Calls for different instances may run at the same time.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._rescues = Rescues(repository)
        self._keeper = Keeper(repository, self._rescues)
        self._collector = Collector(repository, self._rescues, self._keeper)
        self._releaser = Releaser(repository, self._rescues, self._keeper)

    def warm(self, *, swarm: str, instance: str) -> None:
        """Make the worktree of an instance ahead of its first task.

        One that is there already is left for `prepare`, whatever is in it. Nothing
        of a warm worktree is worth keeping, even when it was killed half made.
        """
        tree = self._tree(instance)
        with tree.held():
            if not tree.path.exists() and not tree.claims():
                base = self._repository.head(self._repository.target)
                write_record(tree.path, Record(swarm, "", 0, "", base, ready=False))
                tree.switch(base)

    def prepare(
        self, *, swarm: str, instance: str, task: str, attempt: int, carry: str
    ) -> Workspace:
        """Give the instance a clean worktree on a new branch from the target.

        Whatever an earlier attempt left there is kept on a rescue ref first. With
        `carry`, that commit is merged in; conflicts stay as markers to be solved.

        Raises:
            GitError: git cannot do it, with what git said.

        """
        tree = self._tree(instance)
        branch = branch_name(swarm, task, attempt)
        with tree.held():
            self._keeper.keep_leftovers(tree)
            base = self._repository.head(self._repository.target)
            record = Record(swarm, task, attempt, branch, base, ready=False)
            self._keep_branch(record)
            write_record(tree.path, record)
            tree.switch(base, branch)
            conflicts, detail = carry_on(tree, carry) if carry else ([], "")
            began = replace(record, ready=True, conflicts=conflicts)
            write_record(tree.path, began)
        return Workspace(tree.path, branch, base, some_names(conflicts), detail)

    def collect(
        self, workspace: Workspace, *, task: str, attempt: int, title: str
    ) -> tuple[str, Sequence[str]]:
        """Commit what was left uncommitted; return the commit and changed files.

        Raises:
            UnsolvedConflict: files still carry the markers of `prepare`.
            GitError: the worktree is gone or broken.

        """
        tree = self._tree(workspace.path.name)
        record = read_record(tree.path)
        swarm, conflicts = "", workspace.conflicts
        if record is not None:
            swarm = record.swarm
            if record.branch == workspace.branch:  # these are the names on the disk
                conflicts = record.conflicts
        record = Record(
            swarm,
            task,
            attempt,
            workspace.branch,
            workspace.base,
            ready=True,
            conflicts=conflicts,
        )
        with tree.held():
            commit, files = self._collector.collect(tree, record, conflicts, title)
        return commit, printable_all(files)

    def rescue(self, *, instance: str, task: str, attempt: int) -> str:
        """Keep all work of the attempt under a rescue ref; "" when there is none."""
        tree = self._tree(instance)
        record = read_record(tree.path)
        if record is None or not record.ready:
            return ""
        if (record.task, record.attempt) != (task, attempt):
            return ""
        with tree.held():
            return self._keeper.keep_attempt(tree, record)

    def release(self, *, swarm: str) -> Sequence[str]:
        """Remove the swarm's worktrees and landed branches, after rescuing.

        Returns one sentence for each thing that was kept on purpose.
        """
        return self._releaser.release(swarm)

    def list_rescues(self) -> Sequence[Rescue]:
        """List what was ever rescued in this repository."""
        return self._rescues.all()

    def _tree(self, instance: str) -> LinkedTree:
        return LinkedTree(self._repository, instance_folder(instance))

    def _keep_branch(self, record: Record) -> None:
        """Keep the branch of a try that was killed before it is made anew."""
        git = self._repository.git
        found = tip(git, f"refs/heads/{record.branch}")
        if found and not is_ancestor(git, found, record.base):
            self._rescues.keep(found, record.task, record.attempt)
