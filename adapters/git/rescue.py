"""Rescue refs: they keep work that no branch keeps, and are never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote

from adapters.git.names import RESCUE, rescue_ref

if TYPE_CHECKING:
    from adapters.git.repository import Repository


@dataclass(frozen=True)
class Rescue:
    """One rescue ref: what it keeps, of which attempt, since when (ISO 8601)."""

    ref: str
    task: str
    attempt: int
    commit: str
    at: str
    title: str


class Rescues:
    """Writes and lists the rescue refs of a repository."""

    def __init__(self, repository: Repository) -> None:
        self._git = repository.git

    def keep(self, commit: str, task: str, attempt: int) -> str:
        """Keep a commit, and all it stands on; give the ref.

        A ref that keeps the same tree on the same parents is used again. One with
        other content stays; the new one gets `.1`, `.2` … after its name.
        """
        wanted = rescue_ref(task, attempt)
        content = self._git("show", "-s", "--format=%T %P", commit, "--")
        for number in count():
            ref = wanted if number == 0 else f"{wanted}.{number}"
            if self._claim(ref, commit, content):
                return ref
        raise AssertionError  # pragma: no cover

    def _claim(self, ref: str, commit: str, content: str) -> bool:
        made = self._git.ask("update-ref", ref, commit, "")
        if made.code == 0:
            return True
        found = self._git("show", "-s", "--format=%H %T %P", ref, "--")
        name, _, there = found.partition(" ")
        return commit == name or content == there

    def all(self) -> list[Rescue]:
        """List every rescue ref, in order of their names."""
        fields = "%(refname)%00%(objectname)%00%(committerdate:iso-strict)%00%(subject)"
        listed = self._git("for-each-ref", f"--format={fields}", f"{RESCUE}/")
        return [_read(*line.split("\0", 3)) for line in listed.splitlines()]


def _read(ref: str, commit: str, at: str, title: str) -> Rescue:
    task, _, attempt = ref[len(RESCUE) + 1 :].rpartition("/")
    return Rescue(
        ref=ref,
        task=unquote(task),
        attempt=int(attempt.partition(".")[0] or 0),
        commit=commit,
        at=at,
        title=title,
    )
