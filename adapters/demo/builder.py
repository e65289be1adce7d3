"""Builds the demonstration's project in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from adapters.git.runner import Git

SPEC = "plain-words"
RECORDINGS = Path(__file__).parent / "recordings"

_PROJECT = Path(__file__).parent / "project"
_TASKS = Path(".kiro", "specs", SPEC, "tasks.md")
_NOT_OURS = shutil.ignore_patterns("__pycache__", "*.pyc")


def is_built(folder: Path) -> bool:
    """Tell whether the project stands in the folder, worked on or not."""
    return (folder / ".git").is_dir() and (folder / _TASKS).is_file()


def build(folder: Path) -> None:
    """Put the project into a folder and make it a repository with one commit.

    The commit has a name of its own: whoever looks at the demo need not be known to
    git. Files and message are the same each time.

    Raises:
        OSError: the folder cannot be written.
        GitError: git could not do its part.

    """
    shutil.copytree(_PROJECT, folder, ignore=_NOT_OURS, dirs_exist_ok=True)
    git = Git(folder).having(
        GIT_AUTHOR_NAME="Demo",
        GIT_AUTHOR_EMAIL="demo@example.invalid",
        GIT_COMMITTER_NAME="Demo",
        GIT_COMMITTER_EMAIL="demo@example.invalid",
    )
    git("init", "--quiet", "--initial-branch=main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "A package, a test and a plan")
