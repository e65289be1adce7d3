"""Which nodes of a graph wait for themselves, and by what path."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.plan.graph import Graph


def find_cycles(graph: Graph) -> list[list[str]]:
    """Find a shortest cycle for each knot of the graph, its first node repeated last.

    A knot is a strongly connected part; breaking the cycle that is named may show
    another one in the same knot.
    """
    paths = [_shortest(graph, min(knot), set(knot)) for knot in _knots(graph)]
    return [graph.names(path) for path in sorted(paths)]


def _shortest(graph: Graph, start: int, knot: set[int]) -> list[int]:
    """Go from `start` back to it by the fewest edges, breadth first."""
    came_from: dict[int, int] = {}
    queue = deque([start])
    while start not in came_from:
        place = queue.popleft()
        for after in graph.after[place]:
            if after in knot and after not in came_from:
                came_from[after] = place
                queue.append(after)
    path = [start, came_from[start]]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def _knots(graph: Graph) -> list[list[int]]:
    """Find the strongly connected parts that hold a cycle.

    R. Tarjan, "Depth-first search and linear graph algorithms", 1972, with a stack of
    its own: a plan may be a chain of thousands of tasks.
    """
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    knots = []
    for root in range(len(graph)):
        work = [(root, 0)] if root not in number else []
        while work:
            place, child = work.pop()
            following = graph.after[place]
            if child:
                low[place] = min(low[place], low[following[child - 1]])
            else:
                number[place] = low[place] = len(number)
                open_.append(place)
                is_open.add(place)
            for step in range(child, len(following)):
                after = following[step]
                if after not in number:
                    work += [(place, step + 1), (after, 0)]
                    break
                if after in is_open:
                    low[place] = min(low[place], number[after])
            else:
                if low[place] == number[place]:
                    knot = [open_.pop()]
                    while knot[-1] != place:
                        knot.append(open_.pop())
                    is_open.difference_update(knot)
                    if len(knot) > 1 or place in following:
                        knots.append(knot)
    return knots
