"""Errors of the git adapter."""

from __future__ import annotations

from commands.errors import CommandError


class GitError(CommandError):
    """Git could not do what was asked."""


class GitFailed(GitError):
    """A git command ended with an error; the message shows what git said."""

    def __init__(self, arguments: tuple[str, ...], code: int, said: str) -> None:
        self.code = code
        self.said = said.strip()
        shown = " ".join(arguments)[:200]
        super().__init__(f"`git {shown}` ended with {code}: {self.said[-2000:]}")


class GitTimeout(GitError):
    """A git command did not end in time and was stopped."""


class GitMissing(GitError):
    """There is no git on the PATH: install git 2.38 or newer."""


class LockTimeout(GitError):
    """Another process holds a lock of the state folder for too long."""
