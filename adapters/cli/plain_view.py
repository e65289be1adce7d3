"""Progress as plain lines: for logs, pipes and terminals that can do no more."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, TextIO

from adapters.cli.news import News, now
from adapters.cli.text import clean_lines

if TYPE_CHECKING:
    from bus.feed import Recorded


class PlainView:
    """Writes `12.3s task 1.2 started on kiro-1 (attempt 1)` and the like.

    The seconds are those since the view was made. When nobody reads any more, it
    falls silent and the run goes on.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._news = News()
        self._lock = Lock()

    def saw(self, recorded: Recorded) -> None:
        """Fold the event, and write its line unless it is history."""
        with self._lock:
            line = self._news.take(recorded)
            if line:
                self._write(line)

    def note(self, text: str) -> None:
        """Write a sentence."""
        with self._lock:
            self._write(self._news.at(now(), clean_lines(text)))

    def close(self) -> None:
        """Nothing of the terminal was taken."""

    def _write(self, line: str) -> None:
        with suppress(OSError, ValueError):  # the reader went away, or stdout closed
            print(line, file=self._out, flush=True)


class SilentView:
    """Shows nothing."""

    def saw(self, recorded: Recorded) -> None:
        """Leave the event alone."""

    def note(self, text: str) -> None:
        """Leave the sentence alone."""

    def close(self) -> None:
        """Nothing of the terminal was taken."""
