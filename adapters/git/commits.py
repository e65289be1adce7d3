"""Commits made from trees, without a checkout or a hook having a say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.git.runner import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.linked import LinkedTree
    from adapters.git.runner import Git


def work_message(title: str, task: str, attempt: int) -> str:
    """Word the message of a commit of work."""
    subject = " ".join(title.split()) or f"Task {task}"
    return f"{subject}\n\nSwarm-Task: {task}\nSwarm-Attempt: {attempt}\n"


def commit_tree(git: Git, tree: str, parents: Sequence[str], message: str) -> str:
    """Make a commit object and give its id."""
    wanted = [word for parent in dict.fromkeys(parents) for word in ("-p", parent)]
    return git("commit-tree", tree, *wanted, "-F", "-", stdin=encode(message))


def merge_heads(tree: LinkedTree) -> list[str]:
    """Give the commits that a merge in progress brings in."""
    admin = tree.admin
    if admin is None or not (admin / "MERGE_HEAD").is_file():
        return []
    return (admin / "MERGE_HEAD").read_text("utf-8").split()


def tip(git: Git, ref: str) -> str:
    """Give the commit a ref (or HEAD) stands at; "" when there is none."""
    answer = git.ask("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    return answer.text if answer.code == 0 else ""


def is_ancestor(git: Git, older: str, younger: str) -> bool:
    """Tell whether `younger` contains `older`."""
    return older == younger or git.succeeds(
        "merge-base", "--is-ancestor", older, younger
    )
