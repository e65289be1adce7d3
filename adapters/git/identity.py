"""Who commits: the swarm for its merges, the user for the work where known."""

from __future__ import annotations

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


def as_configured(git: Git) -> Git:
    """Give a git that commits as the user, or as the swarm if git knows no user.

    Git would guess a name from the machine, or refuse; neither helps anyone.
    """
    listed = git.ask("config", "--name-only", "--get-regexp", r"^user\.(name|email)$")
    known = {key.lower() for key in listed.text.splitlines()}
    return git if {"user.name", "user.email"} <= known else as_swarm(git)
