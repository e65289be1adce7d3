"""Where a branch stood before the swarm moved it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.git.runner import Git

# How many landings a checkout may lag behind and still be known.
_LONGEST_LAG = 2000


class Stand(NamedTuple):
    """A commit that the branch stood at, and its tree."""

    commit: str
    tree: str


def read_stands(git: Git, branch: str) -> list[Stand]:
    """Give the head of a branch and, newest first, the stands the swarm moved it from.

    The last one is the newest commit that is not a merge of the swarm.
    """
    listed = git(
        "log",
        "--first-parent",
        f"--max-count={_LONGEST_LAG}",
        "--format=%H %T %(trailers:key=Swarm-Integration,valueonly,separator=%x20)",
        f"refs/heads/{branch}",
        "--",
    )
    stands = []
    for line in listed.splitlines():
        commit, tree, integration = line.split(" ", 2)
        stands.append(Stand(commit, tree))
        if not integration:
            break
    return stands


def find_stand(git: Git, stands: Sequence[Stand]) -> Stand | None:
    """Give the newest stand that the index of a checkout equals."""
    tree = git("write-tree")
    return next((stand for stand in stands if stand.tree == tree), None)
