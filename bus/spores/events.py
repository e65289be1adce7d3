"""The event log as files: `events/<thousand>/<position>.spore.md`."""

from __future__ import annotations

import contextlib
import fcntl
from typing import TYPE_CHECKING

from bus.errors import RivalWriter
from bus.spores import codec
from bus.spores.files import sync_folder, visible, write_whole
from bus.spores.names import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bus.message import Message

EVENTS_IN_A_FOLDER = 1000


class EventFiles:
    """Appends and reads events. All calls block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def last(self) -> int:
        """Tell the position of the last event."""
        for name in reversed(self._folders()):
            positions = self._positions(self._folder / name)
            if positions:
                return positions[-1]
        return 0

    def append(self, events: Sequence[Message], *, after: int) -> None:
        """Write them in order; one writer at a time gets in."""
        with self._alone():
            last = self.last()
            if last != after:
                raise RivalWriter(f"the log ends at {last}, not at {after}")
            folders = [self._write(event) for event in events]
            for folder in dict.fromkeys(folders):
                sync_folder(folder)

    def read(self, after: int, limit: int) -> list[Message]:
        """Read events above a position."""
        found: list[Message] = []
        for name in self._folders():
            if int(name) >= (after + 1) // EVENTS_IN_A_FOLDER:
                folder = self._folder / name
                wanted = [p for p in self._positions(folder) if p > after]
                wanted = wanted[: limit - len(found)]
                found.extend(_read(folder / _name(position)) for position in wanted)
        return found

    def _write(self, event: Message) -> Path:
        position = int(event.id)
        folder = self._folder / f"{position // EVENTS_IN_A_FOLDER:09d}"
        if not folder.is_dir():
            folder.mkdir()
            sync_folder(self._folder)
        write_whole(folder / _name(position), codec.to_text(event))
        return folder

    def _folders(self) -> list[str]:
        return [name for name in visible(self._folder) if name.isdigit()]

    def _positions(self, folder: Path) -> list[int]:
        return [int(name[: -len(SUFFIX)]) for name in visible(folder)]

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _name(position: int) -> str:
    return f"{position:012d}{SUFFIX}"


def _read(path: Path) -> Message:
    return codec.from_text(path.read_bytes().decode("utf-8"), fallback_id=path.name)
