"""Where a branch stood before the swarm moved it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from adapters.git.runner import Git

# How many landings are looked at first, and at most when a checkout lags behind these.
_FEW = 30
_MANY = 3000
# How the reasons of our own moves begin.
LANDING = "swarm: land "


class Stand(NamedTuple):
    """A commit that the branch stood at, and its tree."""

    commit: str
    tree: str


class Stands:
    """The head of a branch and, newest first, the stands the swarm moved it from.

    The oldest is the newest commit that is not a merge of the swarm: what came before
    that was not ours to move.
    """

    def __init__(self, git: Git, branch: str) -> None:
        self._git = git
        self.branch = branch
        self.newest = self._read(_FEW)

    @property
    def head(self) -> Stand:
        """Where the branch stands now."""
        return self.newest[0]

    def find(self, git: Git) -> Stand | None:
        """Give the newest stand that the index of a checkout equals."""
        tree = git("write-tree")
        found = _first(self.newest, tree)
        if found is None and len(self.newest) == _FEW:
            return _first(self._read(_MANY), tree)
        return found

    def find_moved(self, git: Git) -> Stand | None:
        """Give the stand that the index equals, whoever moved the branch on from it."""
        return _first(self.moved_past(git), git("write-tree"))

    def moved_past(self, git: Git) -> list[Stand]:
        """Give, newest first, where the branch stood since the user moved it last.

        What the user did in a checkout, its own HEAD remembers with a reason. Landings
        and moves from elsewhere have none there, or ours.
        """
        own = next(
            (
                stand.commit
                for stand, why in _reflog(git, "HEAD")
                if why and not why.startswith(LANDING)
            ),
            "",
        )
        passed = []
        for stand, _ in _reflog(git, f"refs/heads/{self.branch}"):
            passed.append(stand)
            if stand.commit == own:
                return passed
        return []

    def _read(self, limit: int) -> list[Stand]:
        shape = "%H %T %(trailers:key=Swarm-Integration,valueonly,separator=%x20)"
        listed = self._git(
            "log",
            "--first-parent",
            f"--max-count={limit}",
            f"--format={shape}",
            f"refs/heads/{self.branch}",
            "--",
        )
        stands = []
        for line in listed.splitlines():
            commit, tree, integration = line.split(" ", 2)
            stands.append(Stand(commit, tree))
            if not integration:
                break
        return stands


def _first(stands: list[Stand], tree: str) -> Stand | None:
    return next((stand for stand in stands if stand.tree == tree), None)


def _reflog(git: Git, ref: str) -> list[tuple[Stand, str]]:
    """Give where a ref stood, newest first, and the reason of each move."""
    shape = "--format=%H%x00%T%x00%gs"
    listed = git.ask("log", "-g", f"--max-count={_MANY}", shape, ref, "--")
    if listed.code:
        return []
    moves = [line.split("\0", 2) for line in listed.text.splitlines()]
    return [(Stand(commit, tree), why) for commit, tree, why in moves]
