"""Conflicts between ticks settle to the union of the ticks."""

from __future__ import annotations

import pytest

from adapters.git.boxes import is_plan, settle_boxes
from adapters.git.runner import Git

BASE = b"# P\n- [ ] 1 a\n- [ ] 2 b\n  - [ ] same\n  - [ ] same\n* [ ]* 3 c\n"


@pytest.fixture
def settle(tmp_path):
    git = Git(tmp_path)
    return lambda ours, theirs, base=BASE: settle_boxes(git, base, ours, theirs)


def test_ticks_of_both_sides_are_united(settle):
    ours = BASE.replace(b"[ ] 1", b"[x] 1")
    theirs = BASE.replace(b"[ ] 2", b"[X] 2").replace(b"[ ]* 3", b"[x]* 3")
    assert settle(ours, theirs) == (
        b"# P\n- [x] 1 a\n- [X] 2 b\n  - [ ] same\n  - [ ] same\n* [x]* 3 c\n"
    )


def test_a_tick_wins_over_every_other_state(settle):
    ours = BASE.replace(b"[ ] 1", b"[-] 1").replace(b"[ ] 2", b"[x] 2")
    theirs = BASE.replace(b"[ ] 1", b"[x] 1").replace(b"[ ] 2", b"[~] 2")
    united = settle(ours, theirs)
    assert b"- [x] 1" in united
    assert b"- [x] 2" in united


def test_our_state_wins_over_theirs_when_neither_is_a_tick(settle):
    ours, theirs = (BASE.replace(b"[ ] 1", b"[%s] 1" % s) for s in (b"-", b"~"))
    assert b"- [-] 1" in settle(ours, theirs)
    assert b"- [~] 1" in settle(BASE, theirs)


def test_equal_lines_are_told_apart_by_their_order(settle):
    ours = BASE.replace(b"[ ] same", b"[x] same", 1)
    head, _, tail = BASE.rpartition(b"[ ] same")
    assert settle(ours, head + b"[x] same" + tail).count(b"[x] same") == 2
    assert settle(ours, BASE) == ours


def test_text_changes_on_both_sides_are_merged(settle):
    ours = BASE.replace(b"# P", b"# Plan").replace(b"[ ] 1", b"[x] 1")
    theirs = BASE.replace(b"3 c", b"3 sea").replace(b"[ ] 2", b"[x] 2")
    merged = settle(ours, theirs)
    assert merged.startswith(b"# Plan\n- [x] 1 a\n- [x] 2 b\n")
    assert merged.endswith(b"3 sea\n")


def test_different_texts_in_the_same_place_do_not_settle(settle):
    assert settle(BASE.replace(b"1 a", b"1 x"), BASE.replace(b"1 a", b"1 y")) is None


def test_line_ends_and_odd_bytes_stay(settle):
    base = b"\xef\xbb\xbf- [ ] 1 \xff\r\n- [ ] 2"
    ours, theirs = base.replace(b"[ ] 1", b"[x] 1"), base.replace(b"[ ] 2", b"[x] 2")
    assert settle(ours, theirs, base) == b"\xef\xbb\xbf- [x] 1 \xff\r\n- [x] 2"


def test_only_plans_are_settled():
    assert is_plan(".kiro/specs/x/tasks.md")
    assert is_plan("tasks.md")
    assert not is_plan("docs/mytasks.md")
