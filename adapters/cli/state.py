"""Finds the state folder of the repository that a command is about."""

# Importing pathlib would cost `swarm status` 12 ms.
# ruff: noqa: PTH112, PTH113, PTH118, PTH119, PTH120, PTH123
from __future__ import annotations

import os

from adapters.cli.errors import BadUsage

FOLDER = ".swarm"


def find_state(start: str) -> str:
    """Find the state folder, from `start` upward to the top of its repository.

    The first folder on the way with a `.swarm` in it is taken, else the top of the
    repository (of the main checkout, when `start` is in a linked worktree). The
    state folder itself need not exist.

    Raises:
        BadUsage: `start` is no folder, or in no git repository.

    """
    here = os.path.realpath(start)
    if not os.path.isdir(here):
        raise BadUsage(f"there is no folder {start}")
    while True:
        git = os.path.join(here, ".git")
        if os.path.isfile(git):
            return os.path.join(_main_checkout(here, git), FOLDER)
        state = os.path.join(here, FOLDER)
        if os.path.isdir(state) or os.path.isdir(git):
            return state
        above = os.path.dirname(here)
        if above == here:
            raise BadUsage(
                f"{start} is in no git repository: go into one, or name it with --repo"
            )
        here = above


def _main_checkout(worktree: str, pointer: str) -> str:
    """Follow a linked worktree's `.git` file to the checkout it was made from."""
    with open(pointer, encoding="utf-8") as file:
        folder = file.read().partition("gitdir:")[2].strip()
    folder = os.path.join(worktree, folder)
    try:
        with open(os.path.join(folder, "commondir"), encoding="utf-8") as file:
            common = os.path.join(folder, file.read().strip())
    except FileNotFoundError:
        return worktree  # a submodule: its own repository
    common = os.path.normpath(common)
    return os.path.dirname(common) if os.path.basename(common) == ".git" else worktree
