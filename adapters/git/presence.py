"""Proves that what was merged is on the target, and keeps what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from adapters.git.commits import is_ancestor, tip
from adapters.git.rescue import Rescues
from adapters.git.runner import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.repository import Repository


class Merge(NamedTuple):
    """A task, the attempt that was merged, and its merge commit."""

    task: str
    attempt: int
    commit: str


class Missing(NamedTuple):
    """A merged task that is not on the target, and the ref that keeps its merge.

    The ref is "" when git has lost the commit. `tip` says that no other missing merge
    contains this one: to merge the tips brings all back.
    """

    task: str
    ref: str
    tip: bool


def missing_from(
    repository: Repository, target: str, merges: Sequence[Merge]
) -> list[Missing]:
    """Find the merges that the target does not contain, each kept on a rescue ref.

    Raises:
        GitError: a commit cannot be kept.

    """
    gone = _unreachable(repository, target, merges)
    rescues = Rescues(repository)
    there = [merge for merge in gone if tip(repository.git, merge.commit)]
    refs = {m: rescues.keep(m.commit, m.task, m.attempt) for m in there}
    tips = set(
        repository.git(
            "merge-base", "--independent", *(merge.commit for merge in there)
        ).splitlines()
        if there
        else ()
    )
    return [Missing(m.task, refs.get(m, ""), m.commit in tips) for m in gone]


def _unreachable(
    repository: Repository, target: str, merges: Sequence[Merge]
) -> list[Merge]:
    """Ask for all with one command; one by one only when git lost some of them."""
    git, branch = repository.git, f"refs/heads/{target}"
    if not merges:
        return []
    lines = [*(merge.commit for merge in merges), f"^{branch}", ""]
    answer = git.ask("rev-list", "--stdin", stdin=encode("\n".join(lines)))
    if answer.code == 0:
        gone = set(answer.text.splitlines())
        return [merge for merge in merges if merge.commit in gone]
    return [merge for merge in merges if not is_ancestor(git, merge.commit, branch)]
