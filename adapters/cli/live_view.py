"""Progress as a picture that is drawn anew in place, on a terminal.

The picture is drawn by a thread of its own, which imports rich only when the first
agent is at work, so that neither start-up nor the event loop waits for it.
"""

from __future__ import annotations

import atexit
import logging
from collections import deque
from contextlib import suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Callable, TextIO

from adapters.cli.news import News, now
from adapters.cli.text import clean_lines
from domain.task import Task

if TYPE_CHECKING:
    from rich.text import Text

    from bus.feed import Recorded

log = logging.getLogger(__name__)

REDRAW_S = 0.12
TICK_S = 0.5
PATIENCE_S = 5.0
RECENT = 12


class LiveView:
    """Draws the swarm until it is closed; then the terminal is as it was."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._news = News()
        self._recent: deque[str] = deque(maxlen=RECENT)
        self._notes: deque[str] = deque()
        self._lock = Lock()
        self._wake = Event()
        self._closed = Event()
        self._painter: Thread | None = None

    def saw(self, recorded: Recorded) -> None:
        """Fold the event; the picture follows within `REDRAW_S` seconds."""
        with self._lock:
            line = self._news.take(recorded)
            if line:
                self._recent.append(line)
            if isinstance(recorded.event, Task.Started) and self._news.is_new(recorded):
                self._start_painting()
        self._wake.set()

    def note(self, text: str) -> None:
        """Show a sentence above the picture, where it stays."""
        with self._lock:
            self._notes.append(clean_lines(text))
        if self._painter is None:
            with suppress(OSError, ValueError):
                self._print_notes(partial(print, file=self._out, flush=True))
        self._wake.set()

    def close(self) -> None:
        """Take the picture away and give the terminal back."""
        self._closed.set()
        self._wake.set()
        with self._lock:
            painter, self._painter = self._painter, None
        if painter is not None:
            painter.join(PATIENCE_S)
        atexit.unregister(self.close)

    def _start_painting(self) -> None:
        if self._painter is None and not self._closed.is_set():
            self._painter = Thread(target=self._paint, name="live view", daemon=True)
            atexit.register(self.close)
            self._painter.start()

    # ------------------------------------------------------- in the painter's thread

    def _paint(self) -> None:
        try:
            self._paint_until_closed()
        except (OSError, ValueError):
            log.info("the terminal went away: nothing is drawn any more")
        except Exception:
            log.exception("the picture cannot be drawn any more")

    def _paint_until_closed(self) -> None:
        from rich.console import Console
        from rich.live import Live

        console = Console(file=self._out)
        say = partial(console.print, markup=False, highlight=False, soft_wrap=True)
        with Live(console=console, auto_refresh=False, transient=True) as live:
            while not self._closed.is_set():
                self._wake.clear()
                self._print_notes(say)
                drawn = self._draw(console.width, console.height - 1)
                live.update(drawn, refresh=True)
                self._closed.wait(REDRAW_S)
                self._wake.wait(TICK_S)
        self._print_notes(say)

    def _draw(self, width: int, height: int) -> Text:
        from adapters.cli.picture import picture

        with self._lock:
            assert self._news.current is not None  # noqa: S101  (a task of it started)
            moment = now()
            return picture(
                self._news.current,
                now=moment,
                elapsed_s=self._news.elapsed_s(moment),
                recent=self._recent,
                width=width,
                height=height,
            )

    def _print_notes(self, say: Callable[[str], None]) -> None:
        """Print outside of the lock: a terminal may be stopped for as long as it likes."""
        with self._lock:
            texts = list(self._notes)
            self._notes.clear()
        for text in texts:
            say(text)
