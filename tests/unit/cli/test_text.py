from __future__ import annotations

from adapters.cli.text import clean, clean_lines, count, short


def test_what_a_terminal_would_obey_is_shown_instead():
    assert clean("a\x1b[31mb\u202ec\nd") == "a\ufffd[31mb\ufffdc d"


def test_any_language_is_left_alone():
    assert clean("追加 Ação ✓") == "追加 Ação ✓"


def test_lines_and_indentation_stay():
    assert clean_lines("a\n\tb\x07") == "a\n    b\ufffd"


def test_commits_are_shortened():
    assert short("0123456789abcdef") == "0123456789"


def test_one_thing_is_singular():
    assert (count(1, "task"), count(2, "task")) == ("1 task", "2 tasks")
