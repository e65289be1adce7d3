"""The log of one process: bounded, rotated once, with its end at hand."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

LOG_LIMIT = 4 << 20
TAIL_LIMIT = 16 << 10


class BoundedLog:
    """Takes any amount of output and keeps the last of it.

    The file at `path` grows to `limit` bytes, then becomes `path` + `.1` and a new one
    begins: on disk there is never more than twice the limit. A disk that takes no more
    costs lines of the log, never the process that writes them.
    """

    def __init__(self, path: Path, limit: int = LOG_LIMIT) -> None:
        self._path = path
        self._limit = limit
        self._size = 0
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._older.unlink(missing_ok=True)
        self._file: Any = path.open("wb", buffering=0)

    @property
    def _older(self) -> Path:
        return self._path.with_name(self._path.name + ".1")

    @property
    def tail(self) -> bytes:
        """The end of the output, at least the last 16 kB of it."""
        return b"".join(self._tail)

    def write(self, output: bytes) -> None:
        """Append output."""
        self._remember(output)
        self._append(output)

    def note(self, sentence: str) -> None:
        """Append a line of our own, told apart by its beginning; no part of `tail`."""
        ends_a_line = not self._tail or self._tail[-1].endswith(b"\n")
        gap = "" if ends_a_line else "\n"
        self._append(f"{gap}[swarm] {sentence}\n".encode())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _append(self, output: bytes) -> None:
        try:
            if self._size and self._size + len(output) > self._limit:
                self._rotate()
            self._file.write(output)
            self._size += len(output)
        except (OSError, ValueError):  # disk full; or the rotation left it closed
            return

    def _remember(self, output: bytes) -> None:
        output = output[-TAIL_LIMIT:]
        self._tail.append(output)
        self._tail_size += len(output)
        while self._tail_size - len(self._tail[0]) >= TAIL_LIMIT:
            self._tail_size -= len(self._tail.popleft())

    def _rotate(self) -> None:
        self._file.close()
        self._path.replace(self._older)
        self._file = self._path.open("wb", buffering=0)
        self._size = 0
