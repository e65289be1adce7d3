"""Edges from what is declared, from waves and from the order policies."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan.assemble import assemble, join
from domain.plan.graph import Graph
from domain.plan.model import Declared, Edge, Plan, PlanTask, Wave
from domain.plan.order import DECLARED_ONLY, POLICIES, SEQUENTIAL, SIBLINGS_PARALLEL


def tasks(*lines):
    """Make tasks from ids; `1.1*` is optional, `1.1P` parallel, `1.1!` a checkpoint.

    `1.1?` proves, and what stands behind a colon are the files it names.
    """
    made = []
    for number, line in enumerate(lines, 1):
        name, _, files = line.partition(":")
        bare = name.rstrip("*P!?")
        made.append((bare, name[len(bare) :], files, number))
    names = {bare for bare, *_ in made}

    def parent(bare):
        above = bare.rpartition(".")[0]
        return above if above in names else None

    above = {parent(bare) for bare in names}
    return [
        PlanTask(
            id=bare,
            title=bare,
            line=number,
            optional="*" in marks,
            parent=parent(bare),
            leaf=bare not in above,
            parallel="P" in marks,
            checkpoint="!" in marks,
            proves="?" in marks,
            files=frozenset(files.split(",")) - {""},
            group="" if parent(bare) else bare.rpartition(".")[0],
        )
        for bare, marks, files, number in made
    ]


def declare(task, *after, whole=True):
    return Declared(task, after, f"{task} after {after}", 99, whole=whole)


def waits(plan):
    found = {task.id: set() for task in plan.leaves}
    for edge in plan.edges:
        found[edge.after].add(edge.before)
    return {task: "".join(sorted(before)) for task, before in found.items()}


def edges(plan):
    return {(edge.before, edge.after) for edge in plan.edges}


# ------------------------------------------------------------------ policies


def test_sequential_chains_the_leaves_in_document_order():
    plan = assemble(tasks("1", "1.1", "1.2", "2", "3", "3.1"), policy=SEQUENTIAL)
    assert edges(plan) == {("1.1", "1.2"), ("1.2", "2"), ("2", "3.1")}


def test_siblings_run_side_by_side_and_parents_in_order():
    plan = assemble(tasks("1", "1.1", "1.2", "2", "2.1", "2.2"))
    assert edges(plan) == {
        (before, after) for before in ("1.1", "1.2") for after in ("2.1", "2.2")
    }


def test_top_level_tasks_are_phases_and_run_in_order():
    assert edges(assemble(tasks("1", "2", "3"))) == {("1", "2"), ("2", "3")}


def test_declared_only_leaves_everything_else_free():
    plan = assemble(tasks("1", "2", "3"), [declare("3", "1")], policy=DECLARED_ONLY)
    assert edges(plan) == {("1", "3")}


def test_ids_group_tasks_whose_parent_has_no_line():
    plan = assemble(tasks("1.1", "1.2", "2.1"))
    assert edges(plan) == {("1.1", "2.1"), ("1.2", "2.1")}
    assert {edge.why for edge in plan.edges} == {"siblings-parallel: 1 comes before 2"}


def test_a_parent_below_a_parent_is_a_phase_of_its_own():
    plan = assemble(tasks("1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3"))
    assert waits(plan) == {
        "1.1": "",
        "1.2.1": "1.1",
        "1.2.2": "1.1",
        "1.3": "1.2.11.2.2",
    }


@pytest.mark.parametrize("policy", [SEQUENTIAL, SIBLINGS_PARALLEL])
def test_neighbours_marked_parallel_run_side_by_side(policy):
    plan = assemble(tasks("1", "2P", "3P", "4"), policy=policy)
    assert edges(plan) == {("1", "2"), ("1", "3"), ("2", "4"), ("3", "4")}


def test_where_the_author_marks_what_is_parallel_the_rest_is_not():
    plan = assemble(tasks("1", "1.1", "1.2", "1.3P", "1.4P"))
    assert edges(plan) == {("1.1", "1.2"), ("1.2", "1.3"), ("1.2", "1.4")}


def test_a_test_waits_for_the_siblings_before_it():
    plan = assemble(tasks("1", "1.1", "1.2", "1.3?", "1.4", "2"))
    assert waits(plan) == {
        "1.1": "",
        "1.2": "",
        "1.3": "1.11.2",
        "1.4": "",
        "2": "1.31.4",
    }


def test_siblings_that_name_the_same_file_keep_their_order():
    plan = assemble(tasks("1", "1.1:a.py", "1.2:b.py", "1.3:a.py", "1.4:a.py,b.py"))
    assert waits(plan) == {"1.1": "", "1.2": "", "1.3": "1.1", "1.4": "1.21.3"}
    assert plan.edges[0].why == "siblings-parallel: both name a.py"


def test_a_checkpoint_among_siblings_parts_them():
    plan = assemble(tasks("1", "1.1", "1.2", "1.3!", "1.4"))
    assert waits(plan) == {"1.1": "", "1.2": "", "1.3": "1.11.2", "1.4": "1.3"}


@pytest.mark.parametrize("policy", POLICIES)
def test_a_checkpoint_waits_for_everything_before_it(policy):
    plan = assemble(tasks("1", "1.1", "1.2", "2!", "3"), policy=policy)
    assert waits(plan)["2"] == ("1.2" if policy == SEQUENTIAL else "1.11.2")


def test_an_unknown_policy_is_not_among_the_policies():
    assert set(POLICIES) == {"sequential", "siblings-parallel", "declared-only"}


# ------------------------------------------------------------------ declared


def test_what_is_declared_replaces_the_policy():
    plan = assemble(tasks("1", "1.1", "1.2", "2", "2.1"), [declare("2.1", "1.1")])
    assert edges(plan) == {("1.1", "2.1")}


def test_declaring_no_dependency_sets_a_task_free():
    plan = assemble(tasks("1", "2", "3"), [declare("2")])
    assert edges(plan) == {("1", "3"), ("2", "3")}


def test_what_is_understood_in_part_adds_to_the_policy():
    plan = assemble(tasks("1", "2", "3"), [declare("3", "1", whole=False)])
    assert edges(plan) == {("1", "2"), ("1", "3"), ("2", "3")}


def test_a_dependency_on_a_parent_means_all_leaves_below_it():
    plan = assemble(tasks("1", "1.1", "1.2", "2"), [declare("2", "1")])
    assert edges(plan) == {("1.1", "2"), ("1.2", "2")}


def test_a_dependency_of_a_parent_counts_for_all_leaves_below_it():
    plan = assemble(tasks("1", "2", "3", "3.1", "3.2"), [declare("3", "1")])
    assert edges(plan) == {("1", "2"), ("1", "3.1"), ("1", "3.2")}


def test_the_policy_yields_to_a_declaration_that_goes_backwards():
    plan = assemble(
        tasks("1", "1.1", "1.2", "2", "2.1", "3"),
        [declare("1.2", "2.1")],
        policy=SEQUENTIAL,
    )
    assert not plan.remarks
    assert edges(plan) == {("2.1", "1.2"), ("1.1", "2.1"), ("2.1", "3"), ("1.2", "3")}


def test_a_cycle_is_an_error_with_the_whole_path_and_its_lines():
    plan = assemble(tasks("1", "2", "3"), [declare("1", "3"), declare("3", "1")])
    (remark,) = plan.remarks
    assert remark.error
    assert remark.kind == "cycle"
    assert "1 (line 1) → 3 (line 3) → 1 (line 1)" in remark.message
    assert "3 waits for 1: 3 after ('1',)" in remark.message


def test_a_task_that_depends_on_itself_is_an_error_with_both_lines():
    (remark,) = assemble(tasks("1"), [declare("1", "1")]).remarks
    assert (remark.line, remark.kind, remark.error) == (99, "self", True)
    assert remark.message.startswith("task 1 (line 1) depends on itself")


def test_a_task_that_depends_on_its_parent_is_an_error():
    (remark,) = assemble(tasks("1", "1.1"), [declare("1.1", "1")]).remarks
    assert "depends on 1, which it is a part of" in remark.message


def test_a_parent_may_depend_on_a_leaf_of_its_own():
    plan = assemble(tasks("1", "1.1", "1.2"), [declare("1", "1.1")])
    assert edges(plan) == {("1.1", "1.2")}
    assert not plan.remarks


# ------------------------------------------------------------------ waves


def wave(name, *names, parallel=True):
    return Wave(str(name), names, 50, parallel)


def test_a_wave_waits_for_the_wave_before_it():
    plan = assemble(
        tasks("1", "2", "3", "4"), (), [wave(0, "1", "3"), wave(1, "2"), wave(2, "4")]
    )
    assert edges(plan) == {("1", "2"), ("3", "2"), ("2", "4")}
    assert plan.edges[0].why == "graph block: wave 1 comes after wave 0"


def test_a_parent_in_a_wave_stands_for_its_leaves_which_keep_their_own_order():
    plan = assemble(
        tasks("1", "2", "2.1", "2.2?", "3"),
        (),
        [wave(0, "1", "3"), wave(1, "2")],
    )
    assert edges(plan) == {
        ("1", "2.1"),
        ("3", "2.1"),
        ("1", "2.2"),
        ("3", "2.2"),
        ("2.1", "2.2"),
    }


def test_a_leaf_in_a_wave_of_its_own_leaves_the_wave_of_its_parent():
    plan = assemble(
        tasks("1", "1.1", "1.2"), (), [wave(0, "1"), wave(1, "1.2")], DECLARED_ONLY
    )
    assert edges(plan) == {("1.1", "1.2")}


def test_a_dependency_line_comes_before_the_wave():
    plan = assemble(
        tasks("1", "2", "3"),
        [declare("3", "1")],
        [wave(0, "1"), wave(1, "2"), wave(2, "3")],
    )
    assert edges(plan) == {("1", "2"), ("1", "3")}


def test_a_wave_behind_one_with_its_own_say_still_waits_for_all():
    plan = assemble(
        tasks("1", "2", "3"), [declare("2")], [wave(0, "1"), wave(1, "2"), wave(2, "3")]
    )
    assert edges(plan) == {("1", "3"), ("2", "3")}


def test_the_tasks_of_a_wave_that_is_not_parallel_run_in_its_order():
    plan = assemble(tasks("1", "2", "3"), (), [wave(0, "3", "1", "2", parallel=False)])
    assert edges(plan) == {("3", "1"), ("1", "2")}


def test_a_leaf_in_no_wave_runs_last():
    plan = assemble(tasks("1", "2", "3", "4"), (), [wave(0, "1"), wave(1, "3", "4")])
    assert waits(plan) == {"1": "", "2": "34", "3": "1", "4": "1"}


def test_a_leaf_in_no_wave_does_not_wait_for_one_that_needs_it():
    plan = assemble(
        tasks("1", "2", "3"), [declare("3", "2")], [wave(0, "1"), wave(1, "3")]
    )
    assert edges(plan) == {("2", "3"), ("1", "2")}


def test_a_checkpoint_in_no_wave_waits_for_all_above_it_and_for_nothing_below():
    plan = assemble(tasks("1", "2!", "3", "4!"), (), [wave(0, "1"), wave(1, "3")])
    assert waits(plan) == {"1": "", "2": "1", "3": "1", "4": "23"}


def test_a_wave_and_a_line_that_contradict_each_other_are_a_cycle():
    plan = assemble(tasks("1", "2"), [declare("1", "2")], [wave(0, "1"), wave(1, "2")])
    (remark,) = plan.remarks
    assert "graph block: wave 1 comes after wave 0" in remark.message


def test_plans_are_joined_with_edges_across():
    one, two = assemble(tasks("1")), assemble(tasks("9"))
    joined = join([one, two], [Edge("1", "9", "across")])
    assert [task.id for task in joined.tasks] == ["1", "9"]
    assert [task.id for task in Plan(joined.tasks, ()).leaves] == ["1", "9"]
    assert edges(joined) == {("1", "9")}


# ------------------------------------------------------------------ any plan


@st.composite
def some_plans(draw):
    lines = []
    for phase in range(1, draw(st.integers(1, 4)) + 1):
        marks = st.sampled_from(["", "", "", "P", "!", "?"])
        lines.append(f"{phase}{draw(marks)}")
        for number in range(1, draw(st.integers(0, 3)) + 1):
            files = draw(st.sampled_from(["", "", ":a.py", ":a.py,b.py"]))
            lines.append(f"{phase}.{number}{draw(marks)}{files}")
    made = tasks(*lines)
    names = st.sampled_from([task.id for task in made])
    says = st.tuples(names, st.lists(names, max_size=2), st.booleans())
    declared = [
        declare(task, *after, whole=whole)
        for task, after, whole in draw(st.lists(says, max_size=4))
    ]
    return made, declared


def reach(plan):
    """Map each leaf to everything it waits for, at any distance."""
    before = {task.id: set() for task in plan.leaves}
    for edge in plan.edges:
        before[edge.after].add(edge.before)
    graph = Graph.waiting(before)
    far = {}
    for leaf in graph.order():
        far[leaf] = before[leaf].union(*(far[one] for one in before[leaf]))
    return far


@given(some_plans(), st.sampled_from(POLICIES))
def test_a_policy_makes_no_cycle(plan, policy):
    made, declared = plan
    bare = assemble(made, declared, policy=DECLARED_ONLY)
    full = assemble(made, declared, policy=policy)
    cycles = [r for r in bare.remarks if r.kind == "cycle"]
    assert bool(cycles) == any(r.kind == "cycle" for r in full.remarks)
    if not cycles:
        assert len(reach(full)) == len(full.leaves)


@given(some_plans(), st.sampled_from([SEQUENTIAL, SIBLINGS_PARALLEL]))
def test_phases_run_in_order_at_any_distance(plan, policy):
    made, _ = plan
    made = [replace(task, parallel=False) for task in made]
    far = reach(assemble(made, policy=policy))
    leaves = list(far)
    for leaf in leaves:
        for other in leaves:
            if int(other.split(".")[0]) < int(leaf.split(".")[0]):
                assert other in far[leaf]


@given(some_plans())
def test_a_checkpoint_waits_for_all_above_it_at_any_distance(plan):
    made, _ = plan
    for policy in POLICIES:
        shown = assemble(made, policy=policy)
        far = reach(shown)
        names = [task.id for task in shown.leaves]
        for place, task in enumerate(shown.leaves):
            if task.checkpoint:
                assert set(names[:place]) <= far[task.id]


@given(some_plans(), st.sampled_from(POLICIES))
def test_what_is_declared_is_always_kept(plan, policy):
    made, declared = plan
    bare = edges(assemble(made, declared, policy=DECLARED_ONLY))
    checkpoints = {task.id for task in made if task.checkpoint}
    kept = edges(assemble(made, declared, policy=policy))
    assert {pair for pair in bare if pair[1] not in checkpoints} <= kept
