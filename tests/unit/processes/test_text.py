from __future__ import annotations

import pytest

from adapters.processes.text import last_lines, readable


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (b"plain\n", "plain"),
        (b"\x1b[1;31mred\x1b[0m and \x1b]0;title\x07on", "red and on"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1bPq#0;2\x1b\\after", "after"),
        (b"\x1b(Bplain\x1b=", "plain"),
        (b"windows\r\nlines\r\n", "windows\nlines"),
        (b" 1%\r 50%\r100%\ndone", "100%\ndone"),
        (b"bell\x07 null\x00 tab\t.", "bell null tab\t."),
        (b"\xff\xfe", "\ufffd\ufffd"),
        ("täsk".encode()[:2], "t\ufffd"),
        (b"\n\n", ""),
    ],
)
def test_output_becomes_text_for_people(output: bytes, text: str):
    assert readable(output, 1000) == text


def test_the_end_is_kept_in_whole_lines():
    output = b"".join(b"line %d\n" % number for number in range(1000))
    assert readable(output, 20) == "line 998\nline 999"


def test_one_long_line_is_cut_at_its_beginning():
    assert readable("ä".encode() * 100, 5) == "ää"


def test_the_limit_holds_for_bytes_that_become_longer():
    assert len(readable(b"\xff" * 100, 90).encode()) <= 90


def test_the_last_lines_that_say_something_stand_on_one_line():
    assert last_lines("a\n\n  b \nc\n", 2, 100) == "b | c"
    assert last_lines("", 2, 100) == ""
    assert last_lines("x" * 50, 2, 10) == "…" + "x" * 9
