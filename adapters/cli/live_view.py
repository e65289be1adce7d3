"""Progress as a picture that is drawn anew in place, on a terminal.

The picture is drawn by a thread of its own, which imports rich only when the first
agent is at work, so that neither start-up nor the event loop waits for it.
"""

from __future__ import annotations

import atexit
import time
from collections import deque
from contextlib import suppress
from datetime import datetime, timezone
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, TextIO

from adapters.campaign.progress import Campaigns
from adapters.cli.lines import describe
from adapters.cli.text import clean_lines
from domain.task import Task

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

    from bus.feed import Recorded

REDRAW_S = 0.12
TICK_S = 0.5
PATIENCE_S = 5.0
RECENT = 12


class LiveView:
    """Draws the swarm until it is closed; then the terminal is as it was."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._campaigns = Campaigns()
        self._began = datetime.now(tz=timezone.utc)
        self._recent: deque[str] = deque(maxlen=RECENT)
        self._notes: deque[str] = deque()
        self._lock = Lock()
        self._wake = Event()
        self._closed = Event()
        self._painter: Thread | None = None

    def saw(self, recorded: Recorded) -> None:
        """Fold the event; the picture follows within `REDRAW_S` seconds."""
        with self._lock:
            progress = self._campaigns.see(recorded)
            if progress is None or recorded.at < self._began:
                return
            line = describe(recorded, progress)
            if line:
                elapsed_s = (recorded.at - self._began).total_seconds()
                self._recent.append(f"{elapsed_s:.1f}s {line}")
            if isinstance(recorded.event, Task.Started):
                self._start_painting()
        self._wake.set()

    def note(self, text: str) -> None:
        """Show a sentence above the picture, where it stays."""
        with self._lock:
            self._notes.append(clean_lines(text))
            if self._painter is None:
                self._print_notes(None)
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
        from rich.console import Console
        from rich.live import Live

        console = Console(file=self._out)
        with suppress(OSError, ValueError):  # the terminal went away: nothing to draw
            with Live(console=console, auto_refresh=False, transient=True) as live:
                while not self._closed.is_set():
                    self._wake.clear()
                    self._draw(live, console)
                    time.sleep(REDRAW_S)
                    self._wake.wait(TICK_S)
            self._print_notes(console)

    def _draw(self, live: Live, console: Console) -> None:
        from adapters.cli.picture import picture

        with self._lock:
            self._print_notes(console)
            if self._campaigns.current is None:
                return
            now = datetime.now(tz=timezone.utc)
            drawn = picture(
                self._campaigns.current,
                now=now,
                elapsed_s=(now - self._began).total_seconds(),
                recent=self._recent,
                width=console.width,
                height=console.height - 1,
            )
        live.update(drawn, refresh=True)

    def _print_notes(self, console: Console | None) -> None:
        while self._notes:
            text = self._notes.popleft()
            if console is None:
                print(text, file=self._out, flush=True)
            else:
                console.print(text, markup=False, highlight=False, soft_wrap=True)
