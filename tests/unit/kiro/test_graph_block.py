"""The dependency graph at the end of newer plans, in its variants."""

from __future__ import annotations

import json

import pytest

from tests.unit.kiro.reading import edges, one_remark, read, remarks, text

TASKS = """
    - [ ] 1. A
    - [ ] 2. B
    - [ ] 3. C

"""


def plan(data, heading="## Task Dependency Graph", tasks=TASKS):
    shown = data if isinstance(data, str) else json.dumps(data, indent=1)
    return f"{text(tasks)}{heading}\n\n```json\n{shown}\n```\n"


BARRIER = {("1", "3"), ("2", "3")}


@pytest.mark.parametrize(
    "data",
    [
        {"waves": [{"id": 0, "tasks": ["1", "2"]}, {"id": 1, "tasks": ["3"]}]},
        {"waves": [{"id": 1, "tasks": ["1", "2"]}, {"id": 2, "tasks": ["3"]}]},
        {"waves": [{"wave": 1, "tasks": ["1", "2"]}, {"wave": 2, "tasks": ["3"]}]},
        {"waves": [{"id": 0, "tasks": [1, 2]}, {"id": 1, "tasks": [3]}]},
        {"waves": [{"tasks": ["1", "2"]}, {"tasks": ["3"]}]},
        {"waves": [["1", "2"], ["3"]]},
        {"waves": [["Task 1", "2."], ["3. C"]]},
        [["1", "2"], ["3"]],
        [{"tasks": ["1", "2"]}, {"tasks": ["3"]}],
        {"phases": [{"name": "base", "tasks": ["1", "2"]}, {"tasks": ["3"]}]},
        {"waves": [{"tasks": [{"id": "1"}, {"id": "2"}]}, {"tasks": [{"id": "3"}]}]},
        {
            "criticalPath": ["1", "3"],
            "waves": [
                {"id": 0, "name": "base", "parallel": True, "tasks": ["1", "2"]},
                {"id": 1, "name": "rest", "parallel": True, "tasks": ["3"]},
            ],
        },
    ],
)
def test_waves_are_read_in_all_their_forms(data):
    assert edges(plan(data)) == BARRIER
    assert remarks(plan(data)) == []


@pytest.mark.parametrize(
    "data",
    [
        {"waves": [["1", "2"], {"tasks": ["3"], "dependsOn": {"3": ["1"]}}]},
        {"waves": [["1", "2"], {"tasks": [{"id": "3", "dependsOn": ["1"]}]}]},
        {"waves": [["1", "2"], {"tasks": ["3"], "dependencies": ["1"]}]},
        {"waves": [["1", "2"], {"tasks": ["3"], "depends_on": "1"}]},
        {"waves": [["1", "2"], ["3"]], "dependencies": {"3": ["1"]}},
        {"waves": [["1", "2"], ["3"]], "edges": [{"from": "1", "to": "3"}]},
        {"waves": [["1", "2"], ["3"]], "edges": [["1", "3"]]},
        {"waves": [["1", "2"], ["3"]], "dependencies": ["1 -> 3"]},
        {"tasks": [{"id": "1"}, {"id": "2"}, {"id": "3", "dependsOn": ["1"]}]},
        {"dependencies": {"3": ["1"]}},
    ],
)
def test_dependencies_of_single_tasks_come_before_waves(data):
    assert edges(plan(data)) == {("1", "3")}
    assert remarks(plan(data)) == []


@pytest.mark.parametrize(
    "data",
    [
        '{"tasks": ["1", "2"]}\n{"tasks": ["3"]}',
        '["1", "2"],\n["3"]',
        '{"3": ["1", "2"]}',
    ],
)
def test_json_may_be_barer_than_it_should(data):
    assert edges(plan(data)) == BARRIER
    assert remarks(plan(data)) == []


def test_a_graph_needs_no_fence_below_its_heading():
    block = (
        f'{text(TASKS)}## Task Dependency Graph\n\n{{"waves": [["1", "2"], ["3"]]}}\n'
    )
    assert edges(block) == BARRIER


def test_a_number_keeps_its_last_zero():
    tasks = "- [ ] 1.1 A\n- [ ] 1.10 B\n\n"
    assert edges(plan('{"waves": [[1.10], [1.1]]}', tasks=tasks)) == {("1.10", "1.1")}


def test_a_wave_may_depend_on_a_wave():
    data = {
        "waves": [
            {"wave": 1, "tasks": ["1"]},
            {"wave": 2, "tasks": ["2"], "dependsOn": []},
            {"wave": 3, "tasks": ["3"], "dependsOn": [1]},
        ]
    }
    assert edges(plan(data)) == {("1", "3")}


def test_a_wave_that_is_not_parallel_is_a_chain():
    data = {"waves": [{"id": 0, "tasks": ["2", "1", "3"], "parallel": False}]}
    assert edges(plan(data)) == {("2", "1"), ("1", "3")}


def test_a_parent_in_a_wave_stands_for_its_leaves():
    tasks = "- [ ] 1. A\n- [ ] 2. B\n  - [ ] 2.1 C\n  - [ ] 2.2 D\n\n"
    data = {"waves": [["1"], ["2"]]}
    assert edges(plan(data, tasks=tasks)) == {("1", "2.1"), ("1", "2.2")}


def test_an_unknown_task_in_the_graph_is_an_error_with_its_line():
    (remark,) = read(plan({"waves": [["1"], ["2"], ["3"], ["9.9"]]})).remarks
    assert (remark.error, remark.kind) == (True, "unknown")
    assert "9.9" in remark.message
    lines = plan({"waves": [["1"], ["2"], ["3"], ["9.9"]]}).split("\n")
    assert '"9.9"' in lines[remark.line - 1]


def test_a_task_in_two_waves_counts_in_the_first():
    data = {"waves": [["1", "2"], ["3", "1"]]}
    assert edges(plan(data)) == BARRIER
    assert "again in wave 1; the first counts" in one_remark(plan(data))[1]


def test_an_ambiguous_task_in_the_graph_is_remarked():
    tasks = "- [ ] 1. A\n- [ ] 1. B\n\n"
    kinds = [r.kind for r in read(plan({"waves": [["1"]]}, tasks=tasks)).remarks]
    assert kinds == ["duplicate", "ambiguous"]


def test_broken_json_is_remarked_with_the_line_in_the_file():
    block = plan('{"waves": [\n  {"tasks": ["1",]}\n]}')
    line, message = one_remark(block)
    assert message.startswith("the graph block is no JSON")
    assert text(block).split("\n")[line - 1].strip().startswith('{"tasks"')
    assert edges(block, "sequential") == {("1", "2"), ("2", "3")}


@pytest.mark.parametrize(
    "data", ['"waves"', "17", '{"waves": {}}', "{}", '{"waves": []}']
)
def test_json_without_waves_changes_nothing(data):
    assert edges(plan(data)) == set()


@pytest.mark.parametrize(
    "heading",
    ["## Dependency Graph", "## 任务依赖图", "## タスク依存関係グラフ", "# X"],
)
def test_a_fence_with_waves_is_a_graph_under_any_heading(heading):
    assert edges(plan({"waves": [["1", "2"], ["3"]]}, heading)) == BARRIER


def test_json_inside_a_task_is_no_graph():
    block = '- [ ] 1. A\n  ```json\n  {"waves": [["2"], ["1"]]}\n  ```\n- [ ] 2. B\n'
    assert edges(block) == set()


def test_other_json_under_other_headings_is_no_graph():
    assert edges(plan({"tasks": ["3", "1"]}, "## Example")) == set()


def test_the_last_graph_counts():
    block = plan({"waves": [["3"], ["1", "2"]]}) + plan(
        {"waves": [["1", "2"], ["3"]]}, tasks="\n"
    )
    assert edges(block) == BARRIER


@pytest.mark.parametrize(
    "drawing",
    [
        "1 --> 3\n2 --> 3",
        "1 -> 3\n2 -> 3",
        "Task 1 → Task 3\nTask 2 → Task 3",
        "1, 2 → 3",
        "1 & 2 --> 3",
        '```mermaid\ngraph TD\n  A["1. A"] --> C["3. C"]\n  B["2. B"] --> C\n```',
        "```mermaid\nflowchart LR\n  T1[1. A] -->|first| T3[3]\n  T2(2) -.-> T3\n```",
        "```text\n1 => 3\n2 => 3\n```",
        "- 1 → 3\n- 2 → 3",
    ],
)
def test_arrows_are_read_where_they_name_tasks(drawing):
    block = f"{text(TASKS)}## Task Dependency Graph\n\n{drawing}\n"
    assert edges(block) == BARRIER
    assert remarks(block) == []


def test_a_chain_of_arrows_is_read_to_its_end():
    block = f"{text(TASKS)}## Dependency Graph\n\n3 → 2 → 1\n"
    assert edges(block) == {("3", "2"), ("2", "1")}


def test_arrows_that_name_no_tasks_are_remarked_once():
    drawing = "```mermaid\ngraph TD\n  A[Base] --> B[Core]\n  B --> C[Rest]\n```"
    block = f"{text(TASKS)}## Task Dependency Graph\n\n{drawing}\n"
    assert edges(block) == set()
    line, message = one_remark(block)
    assert message == (
        "2 arrows or sentences of the dependency graph name no tasks by id; "
        "they are left out"
    )
    assert "A[Base]" in block.split("\n")[line - 1]


def test_arrows_elsewhere_are_text():
    assert edges(f"{text(TASKS)}## Notes\n\n3 → 1\n") == set()


def test_json_is_preferred_to_arrows():
    block = plan({"waves": [["1", "2"], ["3"]]}) + "\n3 → 1\n"
    assert edges(block) == BARRIER


@pytest.mark.parametrize(
    "data",
    [
        {"waves": {"0": ["1", "2"], "1": ["3"]}},
        {"tasks": {"1": {}, "2": {}, "3": {"dependsOn": ["1", "2"]}}},
        {"tasks": {"1": [], "2": [], "3": ["1", "2"]}},
        {"edges": [["1", "3"], ["2", "3"]]},
        {"edges": [{"source": "1", "target": "3"}, {"from": "2", "to": "3"}]},
        {"nodes": [{"id": "1"}, {"id": "2"}], "edges": [["1", "3"], ["2", "3"]]},
    ],
)
def test_objects_and_edges_without_waves_are_read(data):
    assert edges(plan(data)) == BARRIER
    assert remarks(plan(data)) == []


def test_numbered_waves_out_of_order_go_by_their_numbers_with_a_remark():
    data = {"waves": [{"id": 1, "tasks": ["3"]}, {"id": 0, "tasks": ["1", "2"]}]}
    assert edges(plan(data)) == BARRIER
    assert "the numbers count" in one_remark(plan(data))[1]


@pytest.mark.parametrize("name", ["²", "x", -1, True])
def test_waves_with_other_names_keep_their_order(name):
    data = {"waves": [{"id": name, "tasks": ["1", "2"]}, {"id": 0, "tasks": ["3"]}]}
    assert edges(plan(data)) == BARRIER
    assert remarks(plan(data)) == []


@pytest.mark.parametrize("data", ["{}", '{"title": "x"}', '{"waves": 3}'])
def test_a_block_that_says_nothing_is_remarked(data):
    assert "neither waves nor dependencies" in one_remark(plan(data))[1]


def test_sentences_in_the_section_of_the_graph_are_read():
    block = text(TASKS) + "## Dependencies\n\n- Task 3 depends on 1 and Task 2.\n"
    assert edges(block) == BARRIER
    assert remarks(block) == []


def test_sentences_that_name_no_tasks_are_remarked():
    block = text(TASKS) + "## Dependencies\n\nThe API depends on the schema.\n"
    assert one_remark(block)[0] == 7
