"""Who commits: the swarm for its merges, the user for the work where known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.git.runner import Git

NAME = "kiro-swarm"
EMAIL = "swarm@localhost"


def as_swarm(git: Git) -> Git:
    """Give a git that commits as the swarm."""
    return git.having(
        GIT_AUTHOR_NAME=NAME,
        GIT_AUTHOR_EMAIL=EMAIL,
        GIT_COMMITTER_NAME=NAME,
        GIT_COMMITTER_EMAIL=EMAIL,
    )


class Author:
    """Commits as the user, or as the swarm if git knows no user.

    Git would guess a name from the machine, or refuse; neither helps anyone. What
    git knows is asked once.
    """

    def __init__(self, git: Git) -> None:
        self._git = git

    def __call__(self, git: Git) -> Git:
        """Give a git that commits as the author."""
        return git if self._is_known else as_swarm(git)

    @cached_property
    def _is_known(self) -> bool:
        asked = "config", "--name-only", "--get-regexp", r"^user\.(name|email)$"
        known = {key.lower() for key in self._git.ask(*asked).text.splitlines()}
        return {"user.name", "user.email"} <= known
