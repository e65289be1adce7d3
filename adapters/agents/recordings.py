"""Reads recordings of an agent's work; docs/how-to/recorded-agent.md shows the format.

FOLDER/<task>/attempt-1/recording.toml    how it ended, after how long (optional)
                        changes.patch     what it changed, for `git apply` (optional)
                        files/…           files it left, as a whole (optional)
              attempt-2/…
              conflict/…                  when its work did not merge
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ATTEMPT = re.compile(r"attempt-([1-9][0-9]{0,5})")
_OUTCOMES = ("done", "failed")


class RecordingError(Exception):
    """A recording is missing or cannot be understood; the message says which."""


@dataclass(frozen=True)
class Recording:
    """One recorded attempt in `folder`: how it ended, and after how many seconds."""

    folder: Path
    outcome: str = "done"
    seconds: float = 0.0
    output: str = ""

    @property
    def patch(self) -> bytes:
        """What it changed, in the form `git apply` takes; empty without changes."""
        path = self.folder / "changes.patch"
        return path.read_bytes() if path.is_file() else b""

    def files(self) -> Iterator[tuple[str, Path]]:
        """Give the files it left as a whole: path in the worktree, recorded file."""
        root = self.folder / "files"
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix(), path


def find_attempt(folder: Path, task: str, attempt: int) -> Recording:
    """Find the recording of an attempt, or else of the last one before it.

    Raises:
        RecordingError: there is none, or it cannot be understood.

    """
    task_folder = _task_folder(folder, task)
    recorded = sorted(
        number
        for entry in task_folder.iterdir()
        if (number := _number(entry.name)) and number <= attempt
    )
    if not recorded:
        raise RecordingError(
            f"{task_folder} holds no recording of attempt {attempt}: add attempt-1"
        )
    return _read(task_folder / f"attempt-{recorded[-1]}")


def find_conflict(folder: Path, task: str) -> Recording | None:
    """Find the recording of how a conflict is solved, if there is one.

    Raises:
        RecordingError: nothing of the task is recorded, or it cannot be understood.

    """
    path = _task_folder(folder, task) / "conflict"
    return _read(path) if path.is_dir() else None


def _task_folder(folder: Path, task: str) -> Path:
    path = (folder / task).resolve()
    if folder.resolve() not in path.parents or not path.is_dir():
        raise RecordingError(f"nothing is recorded for task {task} in {folder}")
    return path


def _number(name: str) -> int:
    found = _ATTEMPT.fullmatch(name)
    return int(found.group(1)) if found else 0


def _read(folder: Path) -> Recording:
    path = folder / "recording.toml"
    if not path.is_file():
        return Recording(folder)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        return Recording(folder, **_understood(told))
    except ValueError as error:
        raise RecordingError(f"{path} cannot be understood: {error}") from error


def _understood(told: dict[str, Any]) -> dict[str, Any]:
    unknown = sorted(told.keys() - {"outcome", "seconds", "output"})
    if unknown:
        raise ValueError(f"it has {unknown[0]!r}, not outcome, seconds or output")
    if told.get("outcome", "done") not in _OUTCOMES:
        raise ValueError(f"the outcome is done or failed, not {told['outcome']!r}")
    seconds = told.get("seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise ValueError(f"seconds is a number, not {seconds!r}")  # noqa: TRY004
    if not 0 <= seconds < float("inf"):
        raise ValueError(f"seconds is not negative and has an end, not {seconds}")
    return {**told, "seconds": float(seconds), "output": str(told.get("output", ""))}
