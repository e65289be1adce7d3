from __future__ import annotations

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from adapters.campaign.options import UpOptions
from adapters.cli.live_view import LiveView
from adapters.cli.plain_view import PlainView, SilentView
from adapters.cli.views import open_view
from tests.unit.campaign.story import Story

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
TOP = Path(__file__).parents[3]


class Terminal:
    """A terminal with a program on it."""

    def __init__(self, size: tuple[int, int] = (24, 80), term: str = "xterm") -> None:
        self.seen = ""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.cli.live_child"],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=TOP,
            env={**os.environ, "TERM": term, "PYTHONUTF8": "1"},
        )
        os.close(slave)

    def read_until(self, text: str) -> str:
        while text not in self.seen:
            part = self._read()
            assert part, f"{text!r} never came in {self.seen!r}"
        return self.seen

    def end(self, how: str) -> str:
        os.write(self._master, how.encode() + b"\n")
        while self._read():
            pass
        os.close(self._master)
        self.process.wait(10)
        return self.seen

    def _read(self) -> str:
        try:
            part = os.read(self._master, 65536).decode("utf-8", "replace")
        except OSError:  # Linux says so when the last program on it has ended
            return ""
        self.seen += part
        return part


@pytest.mark.parametrize("how", ["close", "exit", "fail"])
def test_the_terminal_gets_its_cursor_back_however_it_ends(how):
    terminal = Terminal()
    terminal.read_until("kiro-1")
    seen = terminal.end(how)
    assert seen.count(HIDE) == seen.count(SHOW) == 1
    assert seen.index(HIDE) < seen.index(SHOW)


def test_the_picture_shows_the_task_and_gives_way_to_the_report():
    terminal = Terminal()
    terminal.read_until("Add a cart")
    seen = terminal.end("close")
    after = seen[seen.index(SHOW) :]
    assert "the report" in after
    assert "Add a cart" not in after


def test_notes_stay_above_the_picture():
    terminal = Terminal()
    first = terminal.read_until("kiro-1")
    assert first.index("before the picture") < first.index(HIDE)
    assert "while it is shown" in terminal.end("close")


def test_a_tiny_terminal_is_enough():
    terminal = Terminal(size=(3, 20))
    terminal.read_until("checkout")
    assert "the report" in terminal.end("close")


def test_a_terminal_that_cannot_move_its_cursor_gets_lines():
    terminal = Terminal(term="dumb")
    terminal.read_until("task 1.1 started on kiro-1 (attempt 1)")
    assert HIDE not in terminal.end("close")


# ------------------------------------------------------------------------ plain lines


@pytest.fixture
def out() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8")


def text(out: io.TextIOWrapper) -> str:
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def show(view, story: Story) -> None:
    for recorded in story.told:
        view.saw(recorded)


def begun(seconds: float) -> Story:
    """A story that begins so many seconds from now, for its lines to bear times."""
    now = datetime.now(tz=timezone.utc)
    story = Story(began=now + timedelta(seconds=seconds))
    story.starts(story.task("1.2"), story.instance("kiro-1"))
    return story


def test_changes_come_as_lines_with_the_seconds_since_the_start(out):
    view = PlainView(out)
    show(view, begun(12.33))
    view.close()
    assert text(out).splitlines() == [
        "12.3s swarm checkout launched, target main",
        "12.3s task 1.2 started on kiro-1 (attempt 1)",
    ]


def test_what_happened_before_is_not_announced(out):
    show(PlainView(out), begun(-60))
    assert not text(out)


class Odd:
    """An event that nobody can look at."""

    def __getattr__(self, name: str) -> str:
        raise RuntimeError(name)


def test_an_event_that_cannot_be_shown_is_logged_and_left_out(out, caplog):
    story = begun(1)
    view = PlainView(out)
    view.saw(replace(story.told[0], event=Odd()))
    show(view, story)
    assert "event 1 cannot be shown" in caplog.text
    assert len(text(out).splitlines()) == 2


def test_a_run_goes_on_when_nobody_reads_any_more():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as gone:
        view = PlainView(gone)
        show(view, begun(1))
        view.note("still here")
        with pytest.raises(BrokenPipeError):
            print("and this says so", file=gone, flush=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), writing)


def test_a_stream_without_a_terminal_gets_lines(out):
    assert isinstance(open_view(UpOptions(), out, out), PlainView)


def test_json_moves_progress_to_stderr(out):
    errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    show(open_view(UpOptions(json=True), out, errors), begun(1))
    assert (text(out), "started" in text(errors)) == ("", True)


def test_quiet_shows_nothing(out):
    view = open_view(UpOptions(quiet=True), out, out)
    show(view, begun(1))
    view.note("no")
    view.close()
    assert isinstance(view, SilentView)
    assert not text(out)


def test_a_live_view_that_never_saw_work_takes_nothing(out):
    view = LiveView(out)
    view.note("hello")
    view.close()
    assert text(out) == "hello\n"
