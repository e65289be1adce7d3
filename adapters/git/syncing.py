"""Brings branches together, and never at the cost of work that is not committed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.commits import is_ancestor, merge_heads, tip
from adapters.git.errors import GitFailed, GitTimeout
from adapters.git.identity import as_swarm
from adapters.git.linked import LinkedTree
from adapters.git.markers import SHOWN
from adapters.git.merging import merge_commits
from adapters.git.names import instance_folder
from adapters.git.printable import cut, some_names
from adapters.git.records import read_record
from adapters.git.status import read_status
from commands.ports import Synced
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.git.merging import Merged
    from adapters.git.records import Record
    from adapters.git.repository import Repository

LATER = "it is brought up to date when its task is merged"
FETCH_S = 60.0


class GitBranches:
    """The port Branches on real git. Fetching asks for no password."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def sync_instance(self, instance: str) -> Synced:
        """Merge the target into the branch of an instance's attempt.

        A worktree with uncommitted work, and a merge that conflicts, are left alone.
        """
        tree = LinkedTree(self._repository, instance_folder(instance))
        record = read_record(tree.path)
        if record is None or not record.ready or not tree.is_sound:
            return Synced("nothing-to-do", f"{instance} has no worktree at work yet")
        with tree.held():
            return self._sync_tree(tree, record)

    def sync_branch(self, branch: str) -> Synced:
        """Do the same by the branch's name.

        Raises:
            Refused: there is no such branch.

        """
        for tree, record in self._trees():
            if branch in {record.branch, tree.branch}:
                return self.sync_instance(tree.name)
        commit = tip(self._repository.git, f"refs/heads/{branch}")
        if not commit:
            raise Refused(f"there is no branch {branch}")
        if branch == self._repository.target:
            return self.sync_repository()
        found = self._compare(branch, commit)
        if found.state != "mergeable":
            return found
        return Synced(
            "mergeable",
            f"{found.message}: it belongs to no instance, so it is left to you",
        )

    def sync_repository(self) -> Synced:
        """Fetch the upstream of the target, and tell how the two stand.

        Raises:
            Refused: it has no upstream, or that cannot be reached.

        """
        git, target = self._repository.git, self._repository.target
        remote = git.ask("config", "--get", f"branch.{target}.remote").text
        upstream = git.ask(
            "rev-parse",
            "--abbrev-ref",
            "--symbolic-full-name",
            f"{target}@{{upstream}}",
        )
        if not remote or upstream.code:
            raise Refused(
                f"branch {target} has no upstream to fetch: "
                f"`git branch --set-upstream-to=REMOTE/BRANCH {target}` gives it one"
            )
        self._fetch(remote)
        return self._beside(upstream.text)

    # ------------------------------------------------------------ inside

    def _fetch(self, remote: str) -> None:
        if remote == ".":
            return
        try:
            answer = self._repository.git.ask(
                "fetch", "--quiet", "--no-tags", "--", remote, time_limit_s=FETCH_S
            )
        except GitTimeout as late:
            raise Refused(f"{remote} did not answer: {late}") from late
        if answer.code:
            lines = answer.err.strip().splitlines() or ["git fetch failed"]
            raise Refused(f"{remote} could not be fetched: {lines[-1]}")

    def _beside(self, upstream: str) -> Synced:
        """Tell how target and upstream stand; moving the target is for landings."""
        git, target = self._repository.git, self._repository.target
        counted = git(
            "rev-list", "--left-right", "--count", f"refs/heads/{target}...{upstream}"
        )
        ahead, behind = map(int, counted.split())
        if not behind:
            more = f", and {ahead} commits ahead of it" if ahead else ""
            return Synced("up-to-date", f"{target} has all of {upstream}{more}")
        merged = merge_commits(git, f"refs/heads/{target}", upstream)
        how = "cleanly" if merged.clean else f"not cleanly: {_listed(merged)}"
        return Synced(
            "fetched",
            f"{upstream} was fetched: {target} is {ahead} commits ahead of it and "
            f"{behind} behind, and it merges {how}. The target is not moved: merge it "
            "yourself, and what lands later is built on that",
            _conflicting(merged),
        )

    def _trees(self) -> Iterator[tuple[LinkedTree, Record]]:
        for path in sorted(self._repository.worktrees.iterdir()):
            record = read_record(path) if path.is_dir() else None
            if record is not None and not path.name.startswith("."):
                yield LinkedTree(self._repository, path.name), record

    def _sync_tree(self, tree: LinkedTree, record: Record) -> Synced:
        commit = tip(tree.git, "HEAD")
        found = self._compare(record.branch, commit)
        if found.state != "mergeable":
            return found
        hindrance = self._hindrance(tree, record)
        if not hindrance:
            hindrance = self._merge(tree)
        if hindrance:
            return Synced("mergeable", f"{found.message}, but {hindrance}: {LATER}")
        target = self._repository.target
        return Synced("merged", f"{target} was merged into {record.branch}")

    def _compare(self, branch: str, commit: str) -> Synced:
        git, target = self._repository.git, self._repository.target
        head = self._repository.head(target)
        if is_ancestor(git, head, commit):
            return Synced("up-to-date", f"{branch} has all of {target}")
        merged = merge_commits(git, commit, head)
        if merged.clean:
            return Synced("mergeable", f"{target} merges cleanly into {branch}")
        return Synced(
            "conflicts",
            f"{target} conflicts with {branch} in {_listed(merged)}: nothing was "
            "touched, and the conflict goes to its instance if it is still there when "
            "the task is merged",
            _conflicting(merged),
        )

    def _hindrance(self, tree: LinkedTree, record: Record) -> str:
        """Say what forbids to touch the files; "" when nothing does."""
        admin = tree.admin
        if admin is None or (admin / "index.lock").exists() or merge_heads(tree):
            return "git is at work in its worktree"
        if tree.branch != record.branch:
            return "another branch is checked out in its worktree"
        if read_status(tree.git).dirty:
            return "there is uncommitted work in its worktree"
        return ""

    def _merge(self, tree: LinkedTree) -> str:
        """Merge the target; git itself refuses where files have changed meanwhile."""
        target = self._repository.target
        head = self._repository.head(target)
        try:
            as_swarm(tree.git)(
                "merge", "--quiet", "--no-edit", "--no-autostash", "-m",
                f"Bring {target} up to date", head,
            )  # fmt: skip
        except GitFailed as failed:
            if merge_heads(tree) == [head]:
                tree.git.ask("merge", "--abort")
            return f"git would not merge it ({str(failed).splitlines()[0]})"
        return ""


def _conflicting(merged: Merged) -> tuple[str, ...]:
    told = (path for paths, _ in merged.messages for path in paths)
    return tuple(some_names(sorted({*merged.stages, *told})))


def _listed(merged: Merged) -> str:
    return ", ".join(_conflicting(merged)) or cut(merged.error, SHOWN)
