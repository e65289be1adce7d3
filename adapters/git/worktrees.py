"""Worktrees of the instances: prepared, collected, rescued and released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.errors import GitError
from adapters.git.identity import as_configured, as_swarm
from adapters.git.linked import LinkedTree
from adapters.git.markers import SHOWN, show_hunks, still_marked
from adapters.git.names import branch_name, instance_folder
from adapters.git.records import Record, drop_record, read_record, write_record
from adapters.git.rescue import Rescue, Rescues, scratch_index
from adapters.git.status import read_status
from commands.errors import UnsolvedConflict
from commands.ports import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.git.repository import Repository
    from adapters.git.runner import Git
    from adapters.git.status import Status


class Worktrees:
    """The port Workspaces on real git."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._rescues = Rescues(repository)

    def list_rescues(self) -> Sequence[Rescue]:
        """List what was ever rescued in this repository."""
        return self._rescues.all()

    # ------------------------------------------------------------ prepare

    def prepare(
        self, *, swarm: str, instance: str, task: str, attempt: int, carry: str
    ) -> Workspace:
        """Give the instance a clean worktree on a new branch from the target."""
        tree = self._tree(instance)
        self._keep_leftovers(tree)
        branch = branch_name(swarm, task, attempt)
        base = self._repository.head(self._repository.target)
        self._keep_branch(branch, base, task, attempt)
        record = Record(swarm, task, attempt, branch, base, ready=False)
        write_record(tree.path, record)
        if tree.admin is None:
            tree.remove()
            tree.make()
        tree.switch(base, branch)
        conflicts, detail = self._carry(tree, carry) if carry else ([], "")
        write_record(tree.path, Record(swarm, task, attempt, branch, base, ready=True))
        return Workspace(tree.path, branch, base, conflicts, detail)

    def _tree(self, instance: str) -> LinkedTree:
        return LinkedTree(self._repository, instance_folder(instance))

    def _keep_branch(self, branch: str, base: str, task: str, attempt: int) -> None:
        """Keep a branch of a try that was killed before it is made anew."""
        git = self._repository.git
        found = git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        if found.code == 0 and not git.succeeds(
            "merge-base", "--is-ancestor", found.text, base
        ):
            self._rescues.keep(found.text, task, attempt)

    def _carry(self, tree: LinkedTree, carry: str) -> tuple[list[str], str]:
        git = as_swarm(tree.git)
        merge = git.ask(
            "merge",
            "--quiet",
            "--no-ff",
            "--no-verify",
            "--no-edit",
            "--no-stat",
            "--no-autostash",
            "-m",
            "Carry the earlier attempt on",
            carry,
        )
        if merge.code == 0:
            return [], ""
        unmerged = git.names("diff", "--name-only", "--diff-filter=U", "-z")
        if not unmerged:
            raise GitError(f"{carry} cannot be carried on: {merge.err or merge.text}")
        return unmerged, self._show(tree.path, unmerged)

    def _show(self, folder: Path, names: Sequence[str]) -> str:
        shown: list[str] = []
        for name in names:
            room = SHOWN - sum(map(len, shown))
            path = folder / name
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
            shown.append(show_hunks(name, text, room))
        return "\n".join(shown)

    # ------------------------------------------------------------ collect

    def collect(
        self, workspace: Workspace, *, task: str, attempt: int, title: str
    ) -> tuple[str, Sequence[str]]:
        """Commit what was left uncommitted; return the commit and changed files."""
        tree = self._tree(workspace.path.name)
        status = read_status(tree.git)
        self._check_solved(tree, workspace, status)
        commit = status.commit
        if status.dirty:
            commit = self._commit(tree, status, task, attempt, title)
        self._pin(tree, workspace.branch, commit)
        files = tree.git.names(
            "diff-tree",
            "-r",
            "-z",
            "--name-only",
            "--no-renames",
            workspace.base,
            commit,
        )
        return commit, files

    def _check_solved(
        self, tree: LinkedTree, workspace: Workspace, status: Status
    ) -> None:
        suspects = dict.fromkeys([*workspace.conflicts, *status.unmerged])
        marked = [name for name in suspects if still_marked(tree.path / name)]
        if marked:
            raise UnsolvedConflict(
                f"conflict markers are left in {', '.join(marked)}: solve these "
                "conflicts and remove the markers"
            )

    def _commit(
        self, tree: LinkedTree, status: Status, task: str, attempt: int, title: str
    ) -> str:
        tree.git("add", "--all")
        parents = [status.commit, *merge_heads(tree)]
        message = work_message(title, task, attempt)
        return commit_tree(
            as_configured(tree.git), tree.git("write-tree"), parents, message
        )

    def _pin(self, tree: LinkedTree, branch: str, commit: str) -> None:
        tree.git("update-ref", f"refs/heads/{branch}", commit)
        tree.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        tree.forget_operations()

    # ------------------------------------------------------------ rescue

    def rescue(self, *, instance: str, task: str, attempt: int) -> str:
        """Keep all work of the attempt under a rescue ref; "" when there is none."""
        tree = self._tree(instance)
        record = read_record(tree.path)
        if tree.admin is None or record is None:
            return ""
        if (record.task, record.attempt) != (task, attempt) or not record.ready:
            return ""
        commit = self._snapshot(tree, task, attempt)
        landed = self._repository.git.succeeds(
            "merge-base", "--is-ancestor", commit, self._repository.target_ref
        )
        return "" if landed else self._rescues.keep(commit, task, attempt)

    def _keep_leftovers(self, tree: LinkedTree) -> None:
        record = read_record(tree.path)
        if tree.admin is None or record is None or not record.ready:
            return
        status = read_status(tree.git)
        if status.dirty:
            commit = self._snapshot(tree, record.task, record.attempt)
            self._rescues.keep(commit, record.task, record.attempt)

    def _snapshot(self, tree: LinkedTree, task: str, attempt: int) -> str:
        """Make a commit of everything in the worktree without touching it."""
        head = tree.git("rev-parse", "HEAD")
        admin = tree.admin
        index = None if admin is None else admin / "index"
        with scratch_index(tree.git, index, self._repository.state / "tmp") as git:
            git("add", "--all")
            made = git("write-tree")
        if made == tree.git("rev-parse", f"{head}^{{tree}}"):
            return head
        message = work_message("Unfinished work", task, attempt)
        return commit_tree(as_swarm(tree.git), made, [head], message)

    # ------------------------------------------------------------ release

    def release(self, *, swarm: str) -> Sequence[str]:
        """Remove the swarm's worktrees and landed branches, after rescuing."""
        said: list[str] = []
        for folder in sorted(self._repository.worktrees.iterdir()):
            if folder.name.startswith(".gate-"):
                LinkedTree(self._repository, folder.name).remove()
            elif folder.is_dir() and not folder.name.startswith("."):
                self._release_tree(LinkedTree(self._repository, folder.name), swarm)
        said.extend(self._release_branches(swarm))
        return said

    def _release_tree(self, tree: LinkedTree, swarm: str) -> None:
        record = read_record(tree.path)
        if record is not None and record.swarm != swarm:
            return
        self._keep_leftovers(tree)
        tree.remove()
        drop_record(tree.path)

    def _release_branches(self, swarm: str) -> list[str]:
        git = self._repository.git
        prefix = branch_name(swarm, "x", 1)[:-4]
        target = self._repository.target_ref
        shape = "--format=%(objectname) %(refname)"
        merged = git(
            "for-each-ref", f"--merged={target}", shape, f"refs/heads/{prefix}"
        )
        for line in merged.splitlines():
            commit, _, ref = line.partition(" ")
            git("update-ref", "-d", ref, commit)
        kept = git(
            "for-each-ref", f"--no-merged={target}", shape, f"refs/heads/{prefix}"
        )
        return [
            f"{line.partition(' ')[2][11:]} is not on {self._repository.target}: kept"
            for line in kept.splitlines()
        ]


def merge_heads(tree: LinkedTree) -> list[str]:
    """Give the commits that a merge in progress brings in."""
    admin = tree.admin
    if admin is None or not (admin / "MERGE_HEAD").is_file():
        return []
    return (admin / "MERGE_HEAD").read_text("utf-8").split()


def work_message(title: str, task: str, attempt: int) -> str:
    """Word the message of a commit of work."""
    subject = " ".join(title.split()) or f"Task {task}"
    return f"{subject}\n\nSwarm-Task: {task}\nSwarm-Attempt: {attempt}\n"


def commit_tree(git: Git, tree: str, parents: Sequence[str], message: str) -> str:
    """Make a commit object and give its id."""
    wanted = [word for parent in parents for word in ("-p", parent)]
    return git("commit-tree", tree, *wanted, "-F", "-", stdin=message.encode())
