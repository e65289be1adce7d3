"""Ticking a box changes that box and nothing else."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.kiro.ticker import tick, tick_with_parents
from tests.unit.kiro.reading import NONE, read_tasks, text

PLAN = text(
    """
    # Plan

    - [ ] 1. Base
      - [ ] 1.1 A
        - [ ] not a task of its own id
      - [x] 1.2 B
      - [ ]* 1.3 C
    - [ ] 2. Rest
    ```
    - [ ] 2. no
    ```
    - [-] CORE-1: Core
    """
)


def states(data):
    return {t.id: t.state for t in read_tasks(data, "s", NONE).tasks}


def changed(before, after):
    assert len(before) == len(after)
    return [at for at, pair in enumerate(zip(before, after)) if pair[0] != pair[1]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("last", ["", "\n"])
def test_one_byte_changes_whatever_the_file_is_like(end, bom, last):
    data = bom + (PLAN.rstrip("\n").replace("\n", end) + last).encode()
    after = tick(data, "2")
    (at,) = changed(data, after)
    assert (data[at : at + 1], after[at : at + 1]) == (b" ", b"x")
    assert after[at - 3 : at + 5] == b"- [x] 2."


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)],
)
def test_one_byte_changes_in_a_wide_encoding(encoding, bom):
    data = bom + "# 计划\n- [ ] 1. 标题\n".encode(encoding)
    after = tick(data, "1")
    assert len(changed(data, after)) == 1
    assert states(after) == {"1": "done"}


def test_bytes_that_are_no_text_stay_as_they_are():
    data = b"# caf\xe9 \xff\xfe\n- [ ] 1. na\xefve\n- [ ] 2. B\n"
    after = tick(data, "2")
    assert after == data.replace(b"[ ] 2", b"[x] 2")


def test_a_mixture_of_line_ends_is_kept():
    data = b"- [ ] 1. A\r\n- [ ] 2. B\n- [ ] 3. C\r\n"
    assert tick(data, "2") == b"- [ ] 1. A\r\n- [x] 2. B\n- [ ] 3. C\r\n"


@pytest.mark.parametrize("mark", ["x", "-", "~", " "])
def test_each_mark_can_be_set_and_taken_back(mark):
    data = b"- [-] 1. A\n" if mark == " " else b"- [ ] 1. A\n"
    after = tick(data, "1", mark)
    assert after == b"- [%s] 1. A\n" % mark.encode()
    assert tick(after, "1", mark) is after


def test_a_big_x_is_a_tick_already():
    assert tick(b"- [X] 1. A\n", "1") == b"- [X] 1. A\n"


def test_an_unknown_mark_is_refused():
    with pytest.raises(ValueError, match="'y' is no mark"):
        tick(b"- [ ] 1. A\n", "1", "y")


def test_an_optional_box_keeps_its_star():
    assert tick(b"- [ ]* 1. A\n", "1") == b"- [x]* 1. A\n"


def test_empty_brackets_get_the_mark_put_in():
    assert tick(b"- [] 1. A\n", "1") == b"- [x] 1. A\n"


def test_a_task_may_be_named_with_its_spec():
    assert tick(b"- [ ] 1.2 A\n", "checkout/1.2") == b"- [x] 1.2 A\n"


def test_made_up_and_distinct_ids_can_be_ticked():
    data = b"- [ ] 1. A\n- [ ] 1. B\n- [ ] No id\n"
    for name in states(data):
        data = tick(data, name)
    assert data == b"- [x] 1. A\n- [x] 1. B\n- [x] No id\n"


def test_a_task_that_is_a_heading_without_a_box_leaves_the_file_as_it_is():
    data = b"## Task 1: A\n\ntext\n"
    assert tick(data, "1") == data


def test_a_box_in_a_heading_can_be_ticked():
    assert tick(b"### [ ] 1. A\n", "1") == b"### [x] 1. A\n"


def test_an_unknown_task_is_a_readable_error():
    with pytest.raises(LookupError, match=r"the plan has no task 9\.9: it was removed"):
        tick(PLAN.encode(), "9.9")


# ------------------------------------------------------------------ parents


def test_a_parent_is_ticked_with_its_last_required_leaf():
    data = b"- [ ] 1. A\n  - [x] 1.1 B\n  - [ ] 1.2 C\n  - [ ]* 1.3 D\n- [ ] 2. E\n"
    after = tick_with_parents(data, "1.2")
    assert states(after) == {
        "1": "done",
        "1.1": "done",
        "1.2": "done",
        "1.3": "open",
        "2": "open",
    }


def test_a_parent_with_open_leaves_stays_open():
    data = b"- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ] 1.2 C\n"
    assert states(tick_with_parents(data, "1.1"))["1"] == "open"


def test_ancestors_are_ticked_one_above_the_other():
    data = b"- [ ] 1. A\n- [ ] 1.1 B\n- [ ] 1.1.1 C\n- [ ] 1.1.2 D\n- [x] 1.2 E\n"
    once = tick_with_parents(data, "s/1.1.1")
    assert states(once)["1.1"] == "open"
    assert set(states(tick_with_parents(once, "s/1.1.2")).values()) == {"done"}


def test_leaves_below_an_optional_task_do_not_hold_their_ancestors_up():
    data = b"- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ]* 1.2 C\n    - [ ] 1.2.1 D\n"
    assert states(tick_with_parents(data, "1.1"))["1"] == "done"


def test_ticking_an_optional_leaf_ticks_no_parent_that_waits():
    data = b"- [ ] 1. A\n  - [ ] 1.1 B\n  - [ ]* 1.2 C\n"
    assert states(tick_with_parents(data, "1.2"))["1"] == "open"


def test_ticking_the_parents_of_an_orphan_ticks_the_task_alone():
    assert states(tick_with_parents(b"- [ ] 3.1 A\n", "3.1")) == {"3.1": "done"}


# ------------------------------------------------------------------ any text

PIECES = st.sampled_from(
    [
        "- [ ] ",
        "- [x] ",
        "- [~]* ",
        "  - [ ] ",
        "    - [-] ",
        "1. ",
        "1.1 ",
        "2 ",
        "CORE-1: ",
        "Title",
        " (P)",
        "## Task 1: x",
        "### 1.1 y",
        "# Phase 1",
        "```",
        "```json",
        '{"waves": [["1"], [2]]}',
        "_Depends: 1, 1.1-2, All_",
        "**Dependencies:** Phase 1 complete",
        "_Requirements: 1.1-1.7, All_",
        "## Task Dependency Graph",
        "1 --> 2",
        "## Success Criteria",
        "<!--",
        "-->",
        "检查点",
        "\t",
        "\r",
        "\u2028",
        "\x00",
    ]
)
LINES = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=12)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.binary(max_size=4))
def test_every_task_of_any_file_can_be_ticked_alone(lines, end, stray):
    data = end.join(lines).encode() + stray
    before = states(data)
    for name in before:
        after = tick(data, name)
        if after != data:
            assert len(changed(data, after)) == 1
            assert states(after) == {**before, name: "done"}
        assert set(states(tick_with_parents(data, name))) == set(before)
