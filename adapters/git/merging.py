"""Merges two commits off every checkout, with `git merge-tree`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.git.boxes import is_plan, settle_boxes
from adapters.git.objects import read_objects
from adapters.git.runner import decode

if TYPE_CHECKING:
    from adapters.git.runner import Git

_CLEAN = 0
_CONFLICTS = 1


@dataclass
class Merged:
    """What a merge gives: a tree, and files that still have to be put into it.

    `stages` maps each conflicting path to its versions: stage (1 base, 2 ours, 3
    theirs) to mode and blob. `messages` are what git says of conflicts, with the
    paths. `settled` maps paths to mode and content. With an `error` there is no tree.
    """

    tree: str = ""
    stages: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)
    messages: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    settled: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    error: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing conflicts."""
        return bool(self.tree) and not self.stages and not self.messages


def merge_commits(git: Git, ours: str, theirs: str) -> Merged:
    """Merge two commits into a tree object; conflicts between ticks are settled."""
    answer = git.ask("merge-tree", "--write-tree", "-z", ours, theirs)
    if answer.code not in {_CLEAN, _CONFLICTS}:
        return Merged(error=answer.err.strip() or "git merge-tree failed")
    parts = decode(answer.out).split("\0")
    merged = Merged(tree=parts[0].strip())
    if answer.code == _CONFLICTS:
        _take_messages(merged, parts, _take_stages(merged, parts))
        _settle_plans(git, merged)
    return merged


def _take_stages(merged: Merged, parts: list[str]) -> int:
    """Read the conflicting entries; give the position of what comes after."""
    position = 1
    while position < len(parts) and parts[position]:
        info, _, path = parts[position].partition("\t")
        mode, blob, stage = info.split(" ")
        merged.stages.setdefault(path, {})[int(stage)] = (mode, blob)
        position += 1
    return position + 1


def _take_messages(merged: Merged, parts: list[str], position: int) -> None:
    """Read the messages: number of paths, the paths, the kind, the sentence."""
    while position < len(parts) and parts[position].isdigit():
        after = position + 1 + int(parts[position])
        kind, message = parts[after : after + 2]
        if kind.startswith("CONFLICT"):
            paths = tuple(parts[position + 1 : after])
            merged.messages.append((paths, message.strip()))
        position = after + 2


def _settle_plans(git: Git, merged: Merged) -> None:
    for path in [path for path in merged.stages if is_plan(path)]:
        stages = merged.stages[path]
        if (
            not {2, 3} <= stages.keys()
            or len({mode for mode, _ in stages.values()}) > 1
        ):
            continue
        blobs = [stages[stage][1] for stage in sorted(stages)]
        *base, ours, theirs = [blob or b"" for blob in read_objects(git, blobs)]
        content = settle_boxes(git, base[0] if base else b"", ours, theirs)
        if content is not None:
            merged.settled[path] = (stages[2][0], content)
            del merged.stages[path]
    settled = merged.settled.keys()
    merged.messages = [m for m in merged.messages if not settled >= set(m[0])]
