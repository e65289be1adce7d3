"""Check boxes, ids and hierarchy, as people write them."""

from __future__ import annotations

import pytest

from tests.unit.kiro.reading import ids, one_remark, read, remarks, task


@pytest.mark.parametrize(
    ("mark", "state"),
    [
        (" ", "open"),
        ("x", "done"),
        ("X", "done"),
        ("-", "in-progress"),
        ("~", "queued"),
    ],
)
def test_the_mark_in_the_box_is_the_state(mark, state):
    found = task(f"- [{mark}] 1. Draw the map\n")
    assert (found.state, found.title, found.line) == (state, "Draw the map", 1)


@pytest.mark.parametrize(
    ("line", "name", "title"),
    [
        ("- [ ] 1. Title", "1", "Title"),
        ("- [ ] 1 Title", "1", "Title"),
        ("- [ ] 1.1 Title", "1.1", "Title"),
        ("- [ ] 1.1. Title", "1.1", "Title"),
        ("- [ ] 1.1.1 Title", "1.1.1", "Title"),
        ("- [ ] 0.5. Title", "0.5", "Title"),
        ("- [ ] 13A. Title", "13A", "Title"),
        ("- [ ] 12.3b Title", "12.3b", "Title"),
        ("- [ ] F1. Title", "F1", "Title"),
        ("- [ ] F1.2 Title", "F1.2", "Title"),
        ("- [ ] S.1.1 Title", "S.1.1", "Title"),
        ("- [ ] CORE-1: Title", "CORE-1", "Title"),
        ("- [ ] **CORE-1: Title**", "CORE-1", "Title"),
        ("- [ ] **CORE-1:** Title", "CORE-1", "Title"),
        ("- [ ] **1.1 Title**", "1.1", "Title"),
        ("- [ ] **1.1** Title", "1.1", "Title"),
        ("- [ ] AUTH-API-2 - Title", "AUTH-API-2", "Title"),
        ("- [ ] T001 Title", "T001", "Title"),
        ("- [ ] Task 1: Title", "1", "Title"),
        ("- [ ] Task 1.2 - Title", "1.2", "Title"),
        ("- [ ] 任务 3：标题", "3", "标题"),
        ("- [ ] タスク 4: 題名", "4", "題名"),
        ("- [ ] 1.1、标题", "1.1", "标题"),
        ("- [ ] 2.1 Настроить сервер", "2.1", "Настроить сервер"),
        ("- [ ] 2.1 폰트 등록", "2.1", "폰트 등록"),
        ("- [ ] 3.2 Configuração do serviço", "3.2", "Configuração do serviço"),
        ("- [x]2.2 Title", "2.2", "Title"),
        ("-[ ] 1. Title", "1", "Title"),
        ("* [ ] 1. Title", "1", "Title"),
        ("1. [ ] Title", "1", "Title"),
        ("\t- [ ] 1.1 Title", "1.1", "Title"),
        ("- [ ] 1.1", "1.1", "1.1"),
        ("- [ ] 1.1 Use `app/x.py` and __init__", "1.1", "Use `app/x.py` and __init__"),
    ],
)
def test_ids_are_read_in_all_their_forms(line, name, title):
    found = task(line)
    assert (found.id, found.title) == (name, title)


@pytest.mark.parametrize(
    "title",
    [
        "Add 2FA to the login",
        "2FA login",
        "3D view of the model",
        "100% coverage",
        "UTF-8 everywhere",
        "SHA-256 digests",
        "S3 bucket",
        "HTML5 layout",
        "2024-01-15 release",
        "Write the docs",
    ],
)
def test_words_with_figures_are_no_ids(title):
    found = task(f"- [ ] {title}")
    assert found.title == title
    assert found.id != title.split(" ", 1)[0]


@pytest.mark.parametrize(
    "line",
    [
        "- [ ]* 1.1 Title",
        "- [ ]\\* 1.1 Title",
        "- [ ] * 1.1 Title",
        "- [ ] 1.1* Title",
        "- [ ] 1.1 * Title",
    ],
)
def test_a_star_makes_a_task_optional(line):
    found = task(line)
    assert (found.id, found.title, found.optional) == ("1.1", "Title", True)


def test_an_optional_task_may_be_done():
    found = task("- [x]* 1.1 Title")
    assert (found.optional, found.state) == (True, "done")


def test_bold_behind_the_box_is_no_star():
    assert not task("- [ ]**1.1 Title**").optional


def test_tasks_below_an_optional_task_are_optional():
    plan = read("- [ ]* 1. Extras\n  - [ ] 1.1 One\n- [ ] 2. Core\n")
    assert [t.optional for t in plan.tasks] == [True, True, False]


def test_a_title_that_says_optional_is_remarked_and_taken_as_required():
    line, message = one_remark("- [ ] 1. (Optional) Polish\n")
    assert line == 1
    assert "taken as required" in message
    assert not task("- [ ] 1. (Optional) Polish\n").optional


def test_an_unknown_mark_is_taken_as_open_with_a_remark():
    line, message = one_remark("- [x] 1. A\n- [S] 2. B\n")
    assert (line, "'S'" in message) == (2, True)
    assert task("- [S] 2. B\n").state == "open"


def test_empty_brackets_are_an_open_box_with_a_remark():
    assert one_remark("- [] 1. A\n")[0] == 1
    assert task("- [] 1. A\n").state == "open"


def test_a_box_with_too_much_in_it_is_remarked():
    assert one_remark("- [ ] 1. A\n- [ x ] 2. B\n") == (
        2,
        "this looks like a check box but is none; write '- [ ]'",
    )


def test_a_box_without_text_is_no_task():
    assert ids("- [ ] 1. A\n- [ ]\n") == ["1"]
    assert one_remark("- [ ] 1. A\n- [ ]\n")[0] == 2


@pytest.mark.parametrize(
    "line",
    [
        "- [x](https://example.org)",
        "- [1] a footnote",
        "- [link text](a.md)",
        "- [a]: a.md",
        "text [ ] 1. not a list",
        "> - [ ] 1. quoted",
        "| [ ] | 1. table |",
    ],
)
def test_what_only_looks_like_a_box_is_no_task(line):
    assert ids(line) == []


def test_parallel_is_marked_by_a_p():
    block = "- [ ] 1. (P) A\n- [ ] 2. B (P)\n- [ ] T003 [P] C\n- [ ] 4. D\n"
    found = read(block).tasks
    assert [(t.title, t.parallel) for t in found] == [
        ("A", True),
        ("B", True),
        ("C", True),
        ("D", False),
    ]


# ------------------------------------------------------------------ hierarchy


def parents(block):
    return {t.id: t.parent for t in read(block).tasks}


def test_the_parent_comes_from_the_id_not_from_the_indent():
    block = """
        - [ ] 1. A
        - [ ] 1.1 B
          - [ ] 1.2 C
            - [ ] 2. D
        - [ ] 1.2.1 E
    """
    assert parents(block) == {
        "1": None,
        "1.1": "1",
        "1.2": "1",
        "2": None,
        "1.2.1": "1.2",
    }


def test_a_parent_is_not_work_and_leaves_are():
    plan = read("- [ ] 1. A\n  - [ ] 1.1 B\n- [ ] 2. C\n")
    assert [(t.id, t.leaf) for t in plan.tasks] == [
        ("1", False),
        ("1.1", True),
        ("2", True),
    ]


def test_a_task_may_have_no_line_for_its_parent():
    assert parents("- [ ] 1.1 A\n- [ ] 3.2.1 B\n") == {"1.1": None, "3.2.1": None}


def test_a_gap_in_the_ids_is_bridged():
    assert parents("- [ ] 1. A\n- [ ] 1.1.1 B\n") == {"1": None, "1.1.1": "1"}


def test_a_letter_makes_a_child_when_indented_and_a_sibling_when_not():
    block = """
        - [ ] 7. A
          - [ ] 7.3 B
            - [ ] 7.3a C
          - [ ] 7.4 D
          - [ ] 7.4b E
    """
    found = parents(block)
    assert found["7.3a"] == "7.3"
    assert found["7.4b"] == "7"


def test_a_zero_may_name_the_parent():
    assert parents("- [ ] 1.0 A\n  - [ ] 1.1 B\n") == {"1.0": None, "1.1": "1.0"}


def test_boxes_without_ids_below_a_task_are_its_children():
    plan = read("- [x] 1.3 A\n  - detail\n  - [ ] Cloud store\n  - [ ] Secrets\n")
    assert [t.parent for t in plan.tasks] == [None, "1.3", "1.3"]
    assert [t.leaf for t in plan.tasks] == [False, True, True]


def test_parents_and_children_may_be_ticked_as_they_like():
    plan = read("- [x] 1. A\n  - [ ] 1.1 B\n- [ ] 2. C\n  - [x] 2.1 D\n")
    assert [t.state for t in plan.tasks] == ["done", "open", "open", "done"]


# ------------------------------------------------------------------ made-up ids


PLAIN = """
    ## Colours
    - [ ] Define the colour tokens
    - [ ] Write tests

    ## Fonts
    - [ ] 字体系统
    - [ ] Write tests
"""


def test_tasks_without_ids_get_ids_that_differ():
    made = ids(PLAIN)
    assert len(set(made)) == 4
    assert made[0].startswith("define-the-colour-tokens-")
    assert made[2].startswith("task-")
    assert all(name.isascii() and " " not in name for name in made)


def test_made_up_ids_stay_when_other_tasks_come_and_boxes_are_ticked():
    changed = PLAIN.replace(
        "- [ ] Define", "- [ ] Something new\n    - [x] Define"
    ).replace("## Fonts", "Some words.\n\n    ## Fonts")
    assert [name for name in ids(changed) if "something" not in name] == ids(PLAIN)


def test_the_same_title_at_the_same_place_is_numbered():
    one, two = ids("- [ ] Write tests\n- [ ] Write tests\n")
    assert two == f"{one}-2"


def test_tasks_without_ids_are_remarked_once_with_examples():
    line, message = one_remark(PLAIN)
    assert line == 2
    assert message.startswith("4 tasks have no id; made from the title: ")
    assert message.endswith(" and 1 more")


def test_an_id_used_again_is_made_distinct_with_a_remark():
    block = "- [ ] 1.1 A\n- [ ] 1.1 B\n- [ ] 1.1 C\n"
    assert ids(block) == ["1.1", "1.1-dup2", "1.1-dup3"]
    assert remarks(block)[0] == (
        2,
        "the id 1.1 was used before, in line 1; this task is taken as 1.1-dup2",
    )


def test_numbers_that_start_again_below_a_task_are_its_children():
    found = parents("- [ ] 1. A\n- [ ] 2. B\n  - [ ] 1. C\n  - [ ] 2. D\n")
    assert found == {"1": None, "2": None, "1-dup2": "2", "2-dup2": "2"}


def test_ids_never_make_a_task_its_own_ancestor():
    found = parents("- [ ] 1.1 A\n  - [ ] 1. B\n    - [ ] 1. C\n")
    assert len(found) == 3


# ------------------------------------------------------------------ details


def test_the_details_are_all_the_text_up_to_the_next_task():
    block = """
        - [ ] 1. A

          - first
            - nested

          plain words

          ```sh
          echo hi
          ```
        - [ ] 2. B
          - other
    """
    assert task(block, "1").details == (
        "- first\n  - nested\n\nplain words\n\n```sh\necho hi\n```"
    )
    assert task(block, "2").details == "- other"


def test_the_details_of_a_parent_end_at_its_first_child():
    block = "- [ ] 1. A\n  - why\n  - [ ] 1.1 B\n    - how\n"
    assert task(block, "1").details == "- why"


def test_headings_and_rules_end_the_details():
    block = "- [ ] 1. A\n  - x\n\n## Notes\n\n- y\n- [ ] 2. B\n  - z\n\n---\n\nend\n"
    assert [t.details for t in read(block).tasks] == ["- x", "- z"]


# ------------------------------------------------------------------ kinds


@pytest.mark.parametrize(
    "title",
    [
        "Checkpoint",
        "Checkpoint - Ensure all tests pass",
        "Final checkpoint — everything is green",
        "Checkpoint 2: review",
        "Backend checkpoint",
        "检查点 - 确保所有测试通过",
        "最终检查点",
        "チェックポイント: 全テスト",
        "체크포인트",
        "Контрольная точка",
    ],
)
def test_checkpoints_are_known_by_their_titles(title):
    assert task(f"- [ ] 3. {title}").checkpoint


@pytest.mark.parametrize(
    "title",
    [
        "Create checkpoint files",
        "Checkpoint manager",
        "Add checkpointing to the trainer",
        "Restore from a checkpoint",
    ],
)
def test_work_on_checkpoints_is_no_checkpoint(title):
    assert not task(f"- [ ] 3. {title}").checkpoint


@pytest.mark.parametrize(
    "title",
    [
        "Write property tests for the parser",
        "Write unit tests",
        "Verify the fix",
        "编写 AgentRegistry 单元测试",
        "日付ヘルパーのテスト",
    ],
)
def test_tests_are_known_by_their_titles(title):
    assert task(f"- [ ] 3. {title}").proves


@pytest.mark.parametrize(
    "title",
    [
        "Set up the test framework",
        "Write test fixtures",
        "Vitest テスト環境を設定する",
        "Implement the parser",
        "Add the latest news",
    ],
)
def test_what_serves_tests_is_no_test(title):
    assert not task(f"- [ ] 3. {title}").proves


def test_files_are_read_from_the_text():
    block = """
        - [ ] 1. Create `app/main.py`
          - touch src/util/text.ts, and `README.md`
          - see https://example.org/a/b.html, version 1.2, e.g. and/or
    """
    assert task(block).files == {"app/main.py", "src/util/text.ts", "README.md"}
