"""Dependencies in every form in which people declare them."""

from __future__ import annotations

import pytest

from tests.unit.kiro.reading import edges, one_remark, read, remarks, text

PLAN = """
    - [ ] 1. Base
      - [ ] 1.1 A
      - [ ] 1.2 B
      - [ ] 1.3 C
    - [ ] 2. Rest
      - [ ] 2.1 D
"""


def declared(line, plan=PLAN):
    """Put the line into the last task; give what that waits for."""
    block = text(plan) + f"    {line}\n"
    found = edges(block)
    assert {after for _, after in found} <= {"2.1"}
    return sorted(before for before, _ in found)


@pytest.mark.parametrize(
    "line",
    [
        "- _Dependencies: 1.1, 1.2_",
        "- _Depends: 1.1, 1.2_",
        "- _Depends on: 1.1, 1.2_",
        "_Dependencies: 1.1, 1.2_",
        "- **Dependencies:** 1.1, 1.2",
        "- **Dependencies**: 1.1, 1.2",
        "- Dependencies: Task 1.1, Task 1.2",
        "- Dependencies: Tasks 1.1 and 1.2 (for the data)",
        "- depends_on: 1.1; 1.2",
        "- Depends on: #1.1 & #1.2",
        "- Dependencies: `1.1`, `1.2`",
        "- Dependencies: 1.1-1.2",
        "- Dependencies: 1.1 to 1.2",
        "- Dependencies: 1.1 complete, 1.2 done",
        "- Dependencies: 1.1 The first, 1.2 The second",
        "- Prerequisites: 1.1 + 1.2",
        "- Blocked by: 1.1, 1.2.",
        "- _依赖: 1.1、1.2_",
        "- _依存: 1.1・1.2_",
        "- _의존성: 1.1, 1.2_",
        "- _Зависимости: 1.1 и 1.2_",
        "- _Dependencias: 1.1 y 1.2_",
        "- _Dependências: 1.1 e 1.2_",
        "- _依存関係：タスク 1.1、タスク 1.2_",
        "- Depends on 1.1 and 1.2",
        "- _Depends on 1.1, 1.2_",
        "(depends on 1.1, 1.2)",
        "- After: 1.1, 1.2",
        "- After tasks 1.1 and 1.2 (for the data).",
        "- Requires: Task 1.1, Task 1.2",
        "- _Requirements: 3.1_ _Depends on: 1.1, 1.2_",
        "- _Depends: 1.1, 1.2_ _Requirements: 3.1_",
        "- _Depends: 1.1, 1.2_ | _Requirements: 3.1_",
        "- **Requirements:** 3.1 | **Dependencies:** 1.1, 1.2",
        "- Requirements: 3.1; Dependencies: 1.1, 1.2",
    ],
)
def test_a_line_of_dependencies_is_understood(line):
    assert declared(line) == ["1.1", "1.2"]


def test_dependencies_may_stand_in_bullets_below_their_label():
    block = text(PLAN) + "    - **Dependencies:**\n      - 1.1\n      - Task 1.3\n"
    assert edges(block) == {("1.1", "2.1"), ("1.3", "2.1")}


def test_a_parent_stands_for_its_leaves():
    assert declared("- _Depends: 1_") == ["1.1", "1.2", "1.3"]


def test_all_means_every_leaf_above():
    assert declared("- _Depends: All previous tasks_") == ["1.1", "1.2", "1.3"]


def test_previous_means_the_leaf_above():
    assert declared("- _Depends: previous task_") == ["1.3"]


def test_ids_with_letters_are_understood_in_any_case():
    block = """
        - [ ] **FOUNDATION-1: A**
        - [ ] **PROVIDER-1: B**
          - **Dependencies:** foundation-1 (configuration)
    """
    assert edges(block) == {("FOUNDATION-1", "PROVIDER-1")}


@pytest.mark.parametrize(
    "none", ["None", "none", "N/A", "-", "无", "なし", "없음", "нет"]
)
def test_none_sets_a_task_free_of_the_policy(none):
    block = f"- [ ] 1. A\n- [ ] 2. B\n  - **Dependencies:** {none}\n"
    assert edges(block, "sequential") == set()
    assert remarks(block) == []


def test_a_phase_stands_for_the_tasks_below_its_heading():
    block = """
        ## Phase 1: Base
        - [ ] 1. A
        - [ ] 2. B
        ## Phase 2: Rest
        - [ ] 3. C
          - **Dependencies:** Phase 1 complete (all of it)
    """
    assert edges(block) == {("1", "3"), ("2", "3")}


def test_a_phase_may_be_a_task_of_that_name():
    block = """
        - [ ] 1. Phase 1 - Base
          - [ ] 1.1 A
        - [ ] 2. Phase 2 - Rest
          - [ ] 2.1 B
            - _Depends: Phase 1_
    """
    assert edges(block) == {("1.1", "2.1")}


@pytest.mark.parametrize(
    "title",
    [
        "C (after 1)",
        "C (depends on 1)",
        "C (depends on Task 1)",
        "C [depends: 1]",
        "C [after 1]",
        "C（1 完了後）",
        "C（Task 1 完了後、2 と並列実行可能）",
    ],
)
def test_a_title_may_declare_a_dependency(title):
    assert edges(f"- [ ] 1. A\n- [ ] 2. B\n- [ ] 3. {title}\n") == {("1", "3")}


def test_a_title_that_may_mean_a_dependency_is_remarked():
    line, message = one_remark("- [ ] 1. A\n- [ ] 2. B (after the summer)\n")
    assert (line, "names no task" in message) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        "Depends on the schema",
        "Depends on 1 and the schema",
        "Requires: 1",
        "After 1 and the summer",
        "Needs task 7",
    ],
)
def test_a_sentence_that_may_mean_a_dependency_is_remarked(line):
    block = f"- [ ] 1. A\n- [ ] 2. B\n  - {line}\n"
    found, message = one_remark(block)
    assert (found, "may be a dependency" in message) == (3, True)
    assert edges(block) == set()


@pytest.mark.parametrize(
    "line", ["After 3 failed tries, stop", "Requires Python", "Needs care: see 1", "x"]
)
def test_other_sentences_are_no_dependencies(line):
    block = f"- [ ] 1. A\n- [ ] 2. B\n  - {line}\n"
    assert remarks(block) == []
    assert edges(block) == set()


def test_fields_on_one_line_are_read_apart():
    block = "- [ ] 1. A\n- [ ] 2. B\n  - _Requirements: 1.1, 1.2_ _Depends: 1_\n"
    assert read(block).tasks[1].requirements == ("1.1", "1.2")
    assert remarks(block) == []


def test_blocks_is_a_dependency_from_the_other_end():
    block = "- [ ] 1. A\n  - **Blocks:** 3\n- [ ] 2. B\n- [ ] 3. C\n"
    assert edges(block) == {("1", "3")}


def test_blocks_without_ids_is_remarked():
    block = "- [ ] 1. A\n  - **Blocks:** all the others\n- [ ] 2. B\n"
    assert one_remark(block)[0] == 2


def test_prose_that_names_no_task_is_remarked_and_the_policy_holds():
    block = "- [ ] 1. A\n- [ ] 2. B\n  - Dependencies: express, cors\n"
    line, message = one_remark(block)
    assert line == 3
    assert message == (
        "task 2 depends on 'express, cors', which names no task by id; that is left "
        "out of the order"
    )
    assert edges(block, "sequential") == {("1", "2")}


def test_what_is_understood_beside_prose_is_kept():
    block = "- [ ] 1. A\n- [ ] 2. B\n- [ ] 3. C\n  - Dependencies: 1, a database\n"
    assert edges(block, "sequential") == {("1", "2"), ("1", "3"), ("2", "3")}
    assert len(remarks(block)) == 1


def test_a_count_of_things_is_no_id():
    block = "- [ ] 3. A\n- [ ] 4. B\n  - Dependencies: 3 external services\n"
    assert edges(block) == set()
    assert len(remarks(block)) == 1


@pytest.mark.parametrize("name", ["9.9", "7", "CORE-7"])
def test_an_unknown_dependency_is_an_error_with_its_line(name):
    spec = read(f"- [ ] 1. A\n  - _Depends: {name}_\n")
    (remark,) = spec.remarks
    assert (remark.line, remark.error, remark.kind) == (2, True, "unknown")
    assert remark.message.startswith(f"task 1 depends on {name}, which the plan does")


def test_a_range_with_an_unknown_end_is_an_error():
    (remark,) = read("- [ ] 1. A\n- [ ] 2. B\n  - _Depends: 1-9_\n").remarks
    assert "9" in remark.message


def test_an_id_like_a_range_is_found_first():
    block = "- [ ] T-1: A\n- [ ] T-2: B\n- [ ] 3. C\n  - _Depends: T-1_\n"
    assert edges(block) == {("T-1", "3")}


def test_a_task_of_another_spec_is_told_apart():
    (across,) = read("- [ ] 1. A\n  - _Dependencies: other-spec/11.2_\n").across
    assert (across.task, across.spec, across.other, across.line) == (
        "1",
        "other-spec",
        "11.2",
        2,
    )


def test_a_reference_to_an_id_used_twice_is_remarked():
    block = "- [ ] 1. A\n- [ ] 1. B\n- [ ] 2. C\n  - _Depends: 1_\n"
    kinds = [(r.kind, r.line) for r in read(block).remarks]
    assert kinds == [("duplicate", 2), ("ambiguous", 4)]


def test_dependencies_inside_fences_do_not_count():
    block = "- [ ] 1. A\n- [ ] 2. B\n  ```\n  Dependencies: 1\n  ```\n"
    assert edges(block) == set()


def test_a_self_dependency_is_an_error_with_both_lines():
    line, message = one_remark("- [ ] 1. A\n  - x\n  - _Depends: 1_\n")
    assert line == 3
    assert message.startswith("task 1 (line 1) depends on itself")


def test_a_cycle_is_named_with_the_whole_path_and_the_lines_of_the_declarations():
    block = """
        - [ ] 1. A
          - _Depends: 3_
        - [ ] 2. B
          - _Depends: 1_
        - [ ] 3. C
          - _Depends: 2_
    """
    line, message = one_remark(block)
    assert line == 4
    assert "1 (line 1) → 2 (line 3) → 3 (line 5) → 1 (line 1)" in message
    assert "1 waits for 3: declared in line 2" in message
