"""Order, waves, the ready set and critical paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan.cycles import find_cycles
from domain.plan.graph import Graph, ReadySet, bridge, ready, upward_ranks

DIAMOND = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]


@st.composite
def acyclic(draw):
    size = draw(st.integers(1, 12))
    names = [f"t{number}" for number in range(size)]
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    chosen = draw(st.lists(pairs, max_size=30))
    edges = [(names[min(p)], names[max(p)]) for p in chosen if p[0] != p[1]]
    return Graph(draw(st.permutations(names)), edges)


def test_a_diamond_has_three_waves():
    assert Graph("abcd", DIAMOND).waves() == [["a"], ["b", "c"], ["d"]]


def test_the_order_keeps_to_the_given_order_where_it_can():
    assert Graph("dcba", DIAMOND).order() == ["a", "c", "b", "d"]


def test_repeated_nodes_and_edges_count_once():
    graph = Graph("aab", [("a", "b"), ("a", "b")])
    assert len(graph) == 2
    assert graph.predecessors("b") == ["a"]
    assert graph.successors("a") == ["b"]


def test_an_edge_to_an_unknown_node_is_an_error():
    with pytest.raises(KeyError):
        Graph("a", [("a", "z")])


def test_a_graph_of_waits_leaves_unknown_names_out():
    assert Graph.waiting({"a": ["z"], "b": ["a"]}).waves() == [["a"], ["b"]]


def test_ranks_count_the_node_itself_and_the_longest_way_to_the_end():
    ranks = Graph("abcd", DIAMOND).upward_ranks({"a": 1, "b": 5, "c": 2, "d": 3})
    assert ranks == {"a": 9.0, "b": 8.0, "c": 5.0, "d": 3.0}


def test_ranks_of_waits_count_one_for_each_task_without_a_duration():
    assert upward_ranks({"a": [], "b": ["a"]}) == {"a": 2.0, "b": 1.0}


def test_the_critical_path_is_the_longest_one():
    path, length = Graph("abcd", DIAMOND).critical_path({"c": 4.0})
    assert path == ["a", "c", "d"]
    assert length == 6.0


def test_an_empty_graph_has_no_critical_path():
    assert Graph("").critical_path() == ([], 0.0)


def test_ready_is_what_waits_for_nothing_undone():
    waits = {"a": [], "b": ["a"], "c": ["a", "b"]}
    assert ready(waits, set()) == ["a"]
    assert ready(waits, {"a"}) == ["b"]
    assert ready(waits, {"a", "b", "c"}) == []


def test_the_ready_set_tells_what_a_finish_frees():
    front = ReadySet(Graph("abcd", DIAMOND), done=["a"])
    assert list(front) == ["b", "c"]
    assert front.finish("b") == []
    assert front.finish("c") == ["d"]
    assert "d" in front
    assert "b" not in front
    assert len(front) == 1


def test_finishing_twice_changes_nothing():
    front = ReadySet(Graph("abc", [("a", "b"), ("a", "c")]))
    front.finish("a")
    assert front.finish("a") == []
    assert list(front) == ["b", "c"]


def test_waiting_for_a_skipped_task_means_waiting_for_what_it_waits_for():
    waits = {"a": [], "b": ["a"], "c": ["b"], "d": ["c"]}
    bridged = bridge(waits, {"b", "c"})
    assert bridged == {"a": [], "b": ["a"], "c": ["b", "a"], "d": ["c", "b", "a"]}


def test_nothing_is_bridged_over_a_task_that_runs():
    waits = {"a": [], "b": ["a"], "c": ["b"]}
    assert bridge(waits, {"a"}) == waits


def test_what_is_done_is_not_needed_from_behind_another():
    waits = {"a": [], "b": ["a"], "c": ["b"], "d": ["c"]}
    bridged = bridge(waits, {"b", "c"}, done={"b"})
    assert bridged == {"a": [], "b": ["a"], "c": ["b", "a"], "d": ["c", "a"]}


def test_a_long_row_of_finished_nodes_stays_small():
    names = [f"t{number}" for number in range(3000)]
    waits = {name: names[max(at - 1, 0) : at] for at, name in enumerate(names)}
    bridged = bridge(waits, set(names), done=set(names[:-1]))
    assert sum(map(len, bridged.values())) < 2 * len(names)


@given(acyclic())
def test_every_edge_goes_forward_in_the_order(graph):
    place = {node: at for at, node in enumerate(graph.order())}
    assert len(place) == len(graph)
    assert all(place[p] < place[n] for n in graph.nodes for p in graph.predecessors(n))


@given(acyclic())
def test_running_wave_by_wave_finds_each_wave_ready(graph):
    front = ReadySet(graph)
    for wave in graph.waves():
        assert set(wave) <= set(front)
        for node in wave:
            front.finish(node)
    assert len(front) == 0


@given(acyclic())
def test_the_critical_path_is_as_long_as_there_are_waves(graph):
    path, length = graph.critical_path()
    assert len(path) == length == len(graph.waves())
    assert not find_cycles(graph)


def test_a_cycle_is_named_as_a_path_that_closes():
    graph = Graph("abcd", [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    assert find_cycles(graph) == [["a", "b", "c", "a"]]
    assert graph.order() == []
    assert graph.critical_path() == ([], 0.0)


def test_each_knot_gives_its_shortest_cycle():
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("b", "a"), ("x", "y"), ("y", "x")]
    assert find_cycles(Graph("abcxy", edges)) == [["a", "b", "a"], ["x", "y", "x"]]


def test_a_node_that_waits_for_itself_is_a_cycle():
    assert find_cycles(Graph("ab", [("a", "a"), ("a", "b")])) == [["a", "a"]]


def test_nodes_behind_a_cycle_are_in_no_wave():
    graph = Graph("abcd", [("a", "b"), ("b", "a"), ("b", "c")])
    assert graph.waves() == [["d"]]


def test_a_chain_of_thousands_needs_no_deep_stack():
    names = [str(number) for number in range(20_000)]
    edges = list(zip(names, names[1:]))
    assert Graph(names, edges).critical_path()[1] == 20_000
    assert find_cycles(Graph(names, edges)) == []
    assert len(find_cycles(Graph(names, [*edges, ("19999", "0")]))[0]) == 20_001
