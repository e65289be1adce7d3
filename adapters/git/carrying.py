"""Brings an earlier attempt into a fresh worktree, conflicts as markers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.boxes import is_plan, settle_boxes
from adapters.git.commits import tip
from adapters.git.errors import GitError
from adapters.git.identity import as_swarm
from adapters.git.markers import SHOWN, show_hunks
from adapters.git.objects import read_objects
from adapters.git.printable import cut, how_many, some_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.linked import LinkedTree
    from adapters.git.runner import Git


def carry_on(tree: LinkedTree, carry: str) -> tuple[list[str], str]:
    """Merge a commit into the branch of a worktree.

    Gives the files that carry conflict markers now, and their hunks. With conflicts
    the merge stays uncommitted: whoever solves them ends it.

    Raises:
        GitError: there is no such commit, or it has no history in common with ours.

    """
    git = as_swarm(tree.git)
    if not tip(git, carry):
        raise GitError(f"the earlier attempt {carry} is not in this repository")
    merge = git.ask(
        "merge",
        "--quiet",
        "--no-ff",
        "--no-verify",
        "--no-edit",
        "--no-stat",
        "--no-autostash",
        "--no-squash",
        "--commit",
        "-m",
        "Carry the earlier attempt on",
        _label(git, carry),
    )
    if merge.code == 0:
        return [], ""
    unmerged = git.names("diff", "--name-only", "--diff-filter=U", "-z")
    if not unmerged:
        raise GitError(f"{carry} cannot be carried on: {merge.err or merge.text}")
    left = [name for name in unmerged if not _settle(tree, name)]
    if not left:
        git("commit", "--quiet", "--no-verify", "--no-edit", "--allow-empty")
        return [], ""
    return left, _show(tree, left, merge.text)


def _label(git: Git, carry: str) -> str:
    """Name the commit by its branch, which is what the markers then show."""
    found = git(
        "for-each-ref",
        "--count=1",
        f"--points-at={carry}",
        "--format=%(refname:lstrip=2)",
        "refs/heads/swarm/",
    )
    return found or carry


def _settle(tree: LinkedTree, name: str) -> bool:
    """Solve a conflict that is only about boxes of a plan."""
    if not is_plan(name):
        return False
    versions = read_objects(tree.git, [f":{stage}:{name}" for stage in (1, 2, 3)])
    base, ours, theirs = versions
    if ours is None or theirs is None:
        return False
    settled = settle_boxes(tree.git, base or b"", ours, theirs)
    if settled is None:
        return False
    (tree.path / name).write_bytes(settled)
    tree.git("add", "--", f":(literal){name}")
    return True


def _show(tree: LinkedTree, names: Sequence[str], said: str) -> str:
    lines = [line for line in said.splitlines() if line.startswith("CONFLICT")]
    shown = how_many(names, some_names(names))
    if lines:
        shown.append(cut("\n".join(lines), SHOWN // 2))
    for name in names:
        room = SHOWN - sum(map(len, shown))
        if room <= 0:
            break
        path = tree.path / name
        data = path.read_bytes() if path.is_file() else b""
        shown.append(show_hunks(name, data, room))
    return cut("\n".join(shown), SHOWN)
