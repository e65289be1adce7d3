"""Code fences, comments, headings, phases, criteria and legends."""

from __future__ import annotations

import pytest

from tests.unit.kiro.reading import edges, ids, one_remark, read, remarks, task


def test_boxes_inside_fences_are_no_tasks():
    block = """
        - [ ] 1. A
          ```markdown
          - [ ] 1.1 example
          ```
        ~~~
        - [ ] 1.2 example
        ~~~
        - [ ] 2. B
    """
    assert ids(block) == ["1", "2"]
    assert remarks(block) == []


def test_a_longer_fence_holds_shorter_ones():
    block = "````md\n```\n- [ ] 1. no\n```\n- [ ] 2. no\n````\n- [ ] 3. yes\n"
    assert ids(block) == ["3"]


def test_a_fence_with_a_language_inside_a_fence_is_nested():
    block = """
        ```markdown
        - [ ] 1. no
        ```json
        {}
        ```
        - [ ] 2. no
        ```
        - [ ] 3. yes
    """
    assert ids(block) == ["3"]


def test_a_fence_that_is_never_closed_ends_at_the_next_task():
    block = """
        - [ ] 1. A
        ```sh
        echo
        - [ ] 2. B
        - [ ] 3. C
    """
    assert ids(block) == ["1", "2", "3"]
    assert one_remark(block)[0] == 2


def test_a_fence_that_is_never_closed_ends_at_the_next_heading():
    block = "```\n- [ ] no id\n\n## Tasks\n- [ ] 2. B\n"
    assert ids(block) == ["2"]


def test_an_unclosed_fence_inside_a_task_does_not_swallow_the_next_one():
    block = """
        - [ ] 1.1 A
            ```
            code
        - [ ] 1.2 B
            ```
            code
            ```
        - [ ] 1.3 C
    """
    assert ids(block) == ["1.1", "1.2", "1.3"]
    assert one_remark(block)[0] == 2


def test_boxes_inside_comments_are_no_tasks():
    block = "<!--\n- [ ] 1. no\n-->\n- [ ] 2. yes\n<!-- - [ ] 3. no -->\n"
    assert ids(block) == ["2"]


def test_a_comment_that_is_never_closed_hides_nothing():
    assert ids("<!--\n- [ ] 1. yes\n") == ["1"]


@pytest.mark.parametrize(
    "heading",
    [
        "## Success Criteria",
        "### Definition of Done",
        "## Acceptance criteria (phase 1)",
        "## 验收标准",
        "## 成功基準",
        "## 완료 기준",
        "## Критерии приёмки",
        "## Criterios de éxito",
        "## Critérios de aceitação",
        "## Legend",
        "## 状态说明",
    ],
)
def test_boxes_below_criteria_and_legends_are_no_tasks(heading):
    block = f"- [ ] 1. A\n\n{heading}\n\n- [ ] fast\n- [x] small\n"
    assert ids(block) == ["1"]
    assert one_remark(block) == (
        5,
        "these 2 check boxes are under criteria or a legend, and not taken as tasks",
    )


def test_sub_headings_of_criteria_hold_no_tasks_and_the_next_heading_does():
    block = """
        ## Success criteria
        ### Speed
        - [ ] fast
        ## More
        - [ ] Do it
    """
    assert len(ids(block)) == 1


def test_a_box_with_an_id_is_a_task_even_below_criteria():
    assert ids("## Success criteria\n\n- [ ] 4.1 Measure it\n") == ["4.1"]


def test_boxes_below_a_label_of_a_task_are_criteria():
    block = """
        - [ ] 1. A
          - **Acceptance Criteria:**
            - [ ] it works
          - [ ] B
        - [ ] 2. C
    """
    assert len(ids(block)) == 3
    assert "- [ ] it works" in task(block, "1").details


# ------------------------------------------------------------------ headings


def test_headings_are_tasks_in_a_plan_without_boxes():
    block = """
        # Plan
        ## Task 1: Draw the map
        - with care
        ## Task 2: Colour it
        ### 2.1 The land
        ### 2.2 The sea
    """
    found = read(block).tasks
    assert [(t.id, t.parent, t.leaf) for t in found] == [
        ("1", None, True),
        ("2", None, False),
        ("2.1", "2", True),
        ("2.2", "2", True),
    ]
    assert found[0].details == "- with care"
    assert found[0].state == "open"


def test_a_heading_with_a_box_is_a_task():
    found = task("### [x] 1.1 Draw the map\n\ntext\n")
    assert (found.id, found.state, found.details) == ("1.1", "done", "text")


def test_a_heading_above_boxes_is_no_task_but_can_be_named():
    block = """
        ## Task 1: Base
        - [ ] 1.1 A
        - [ ] 1.2 B
        ## Task 2: Rest
        - [ ] 2.1 C
          - Depends on: Task 1
    """
    assert ids(block) == ["1.1", "1.2", "2.1"]
    assert edges(block) == {("1.1", "2.1"), ("1.2", "2.1")}


def test_a_worded_heading_without_boxes_is_a_task_among_boxes():
    assert ids("- [ ] 1. A\n\n## Task 2: B\n\ntext\n") == ["1", "2"]


def test_a_numbered_heading_among_boxes_is_remarked_and_no_task():
    line, message = one_remark("- [ ] 1. A\n\n### 3.2 Background\n\ntext\n")
    assert (line, "looks like a task but has no check box" in message) == (3, True)


def test_plain_numbered_headings_among_boxes_are_text():
    assert remarks("## 1. Overview\n\ntext\n\n## 2. Tasks\n\n- [ ] 1. A\n") == []


def test_headings_order_tasks_without_ids():
    block = """
        ## One
        - [ ] Draw
        - [ ] Paint
        ## Two
        - [ ] Frame
    """
    draw, paint, frame = ids(block)
    assert edges(block, "siblings-parallel") == {(draw, frame), (paint, frame)}


def test_a_bold_phase_line_counts_as_a_heading():
    block = """
        **Phase 1: Base**
        - [ ] 1. A
        - [ ] 2. B

        **Phase 2: Rest**
        - [ ] 3. C
          - **Dependencies:** Phase 1 complete
    """
    assert edges(block) == {("1", "3"), ("2", "3")}


def test_a_plan_of_nothing_but_prose_has_no_tasks():
    assert ids("# Plan\n\nSome words.\n\n- a bullet\n") == []
