"""Merges two commits off every checkout, with `git merge-tree`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.git.runner import decode

if TYPE_CHECKING:
    from adapters.git.runner import Git

CLEAN = 0
CONFLICTS = 1


@dataclass
class Merged:
    """The tree of a merge.

    `stages` maps each conflicting path to its versions: stage (1 base, 2 ours, 3
    theirs) to mode and blob. `messages` are what git says of the conflicts. With an
    `error` there is no tree.
    """

    tree: str = ""
    stages: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)
    messages: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    error: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing conflicts."""
        return bool(self.tree) and not self.stages and not self.messages


def merge_commits(git: Git, ours: str, theirs: str) -> Merged:
    """Merge two commits into a tree object."""
    answer = git.ask("merge-tree", "--write-tree", "-z", ours, theirs)
    if answer.code not in {CLEAN, CONFLICTS}:
        return Merged(error=answer.err.strip() or "git merge-tree failed")
    parts = decode(answer.out).split("\0")
    merged = Merged(tree=parts[0].strip())
    if answer.code == CONFLICTS:
        _take_conflicts(merged, parts[1:])
    return merged


def _take_conflicts(merged: Merged, parts: list[str]) -> None:
    position = 0
    while position < len(parts) and parts[position]:
        info, _, path = parts[position].partition("\t")
        mode, blob, stage = info.split(" ")
        merged.stages.setdefault(path, {})[int(stage)] = (mode, blob)
        position += 1
    position += 1
    while position < len(parts) and parts[position].isdigit():
        count = int(parts[position])
        paths = tuple(parts[position + 1 : position + 1 + count])
        kind, message = parts[position + 1 + count : position + 3 + count]
        if kind.startswith("CONFLICT"):
            merged.messages.append((paths, message.strip()))
        position += 3 + count
