"""Directed graphs of tasks: order, waves, cycles, the ready set, critical paths.

Everything here takes time in proportion to nodes plus edges (a sorted order costs a
logarithm more). A node in a cycle, or behind one, has no place in an order: `order`
and `waves` leave it out, and `domain.plan.cycles` names the paths.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class Graph:
    """An immutable directed graph; nodes keep the order in which they were given."""

    def __init__(
        self, nodes: Iterable[str], edges: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Build from nodes and `(before, after)` pairs; repeated pairs count once.

        Raises:
            KeyError: a pair names an unknown node.

        """
        self.nodes: Sequence[str] = tuple(dict.fromkeys(nodes))
        self.place = {node: place for place, node in enumerate(self.nodes)}
        self.after: list[list[int]] = [[] for _ in self.nodes]
        self.before: list[list[int]] = [[] for _ in self.nodes]
        for before, after in dict.fromkeys(edges):
            start, end = self.place[before], self.place[after]
            self.after[start].append(end)
            self.before[end].append(start)

    @classmethod
    def waiting(cls, waits: Mapping[str, Collection[str]]) -> Graph:
        """Build from what each node waits for; names that are no node are left out."""
        return cls(
            waits,
            (
                (before, after)
                for after, befores in waits.items()
                for before in befores
                if before in waits
            ),
        )

    def __len__(self) -> int:
        return len(self.nodes)

    def names(self, places: Iterable[int]) -> list[str]:
        """Give the nodes at these places."""
        return [self.nodes[place] for place in places]

    def predecessors(self, node: str) -> list[str]:
        """Tell what the node waits for."""
        return self.names(self.before[self.place[node]])

    def successors(self, node: str) -> list[str]:
        """Tell what waits for the node."""
        return self.names(self.after[self.place[node]])

    def order(self) -> list[str]:
        """Sort so that each node comes after all it waits for.

        Among the possible orders this is the one that keeps nearest to the given
        order of the nodes (the smallest free place first).
        """
        return self.names(self._order())

    def waves(self) -> list[list[str]]:
        """Group the nodes by the longest chain of edges that leads to each."""
        waiting = [len(before) for before in self.before]
        wave = [place for place, count in enumerate(waiting) if not count]
        waves = []
        while wave:
            waves.append(self.names(wave))
            wave = sorted(self._freed(wave, waiting))
        return waves

    def upward_ranks(
        self, durations: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """Tell the length of the longest path from each node to the end.

        The node itself counts. This is the upward rank of list scheduling without
        communication cost (H. Topcuoglu et al., 2002): whoever starts the highest
        rank first keeps the critical path moving. Durations are in any one unit; a
        missing one counts as 1.0. Nodes in or behind a cycle have rank 0.0.
        """
        lengths = durations or {}
        ranks = [0.0] * len(self.nodes)
        for place in reversed(self._order()):
            behind = max((ranks[after] for after in self.after[place]), default=0.0)
            ranks[place] = lengths.get(self.nodes[place], 1.0) + behind
        return dict(zip(self.nodes, ranks))

    def critical_path(
        self, durations: Mapping[str, float] | None = None
    ) -> tuple[list[str], float]:
        """Find the longest path and its length, in the unit of the durations.

        Among several the one whose nodes were given first is chosen.
        """
        ranks = [*self.upward_ranks(durations).values()]
        path: list[int] = []
        following: Sequence[int] = range(len(ranks))
        while following:
            here = max(following, key=lambda place: (ranks[place], -place))
            if ranks[here] <= 0:
                break
            path.append(here)
            following = self.after[here]
        return self.names(path), ranks[path[0]] if path else 0.0

    def _order(self) -> list[int]:
        waiting = [len(before) for before in self.before]
        free = [place for place, count in enumerate(waiting) if not count]
        ordered = []
        while free:
            place = heappop(free)
            ordered.append(place)
            for after in self._freed((place,), waiting):
                heappush(free, after)
        return ordered

    def _freed(self, done: Iterable[int], waiting: list[int]) -> Iterator[int]:
        for place in done:
            for after in self.after[place]:
                waiting[after] -= 1
                if not waiting[after]:
                    yield after


class ReadySet:
    """The nodes that may start, kept up to date as others finish."""

    def __init__(self, graph: Graph, done: Iterable[str] = ()) -> None:
        self._graph = graph
        self._waiting = [len(before) for before in graph.before]
        self._done: set[int] = set()
        self._ready = {p: None for p, count in enumerate(self._waiting) if not count}
        for node in done:
            self.finish(node)

    def __iter__(self) -> Iterator[str]:
        return iter(self._graph.names(sorted(self._ready)))

    def __contains__(self, node: str) -> bool:
        return self._graph.place.get(node) in self._ready

    def __len__(self) -> int:
        return len(self._ready)

    def finish(self, node: str) -> list[str]:
        """Count a node as done and tell which others became ready by that.

        Saying it twice changes nothing.
        """
        place = self._graph.place[node]
        if place in self._done:
            return []
        self._done.add(place)
        self._ready.pop(place, None)
        freed = []
        for after in self._graph.after[place]:
            self._waiting[after] -= 1
            if not self._waiting[after] and after not in self._done:
                self._ready[after] = None
                freed.append(after)
        return self._graph.names(freed)


def ready(waits: Mapping[str, Collection[str]], done: Collection[str]) -> list[str]:
    """List the nodes that are not done and wait for nothing that is not done.

    `waits` maps each node to what it waits for. `done` should be a set. For a run of
    many steps `ReadySet` is faster.
    """
    return [
        node
        for node, befores in waits.items()
        if node not in done and all(before in done for before in befores)
    ]


def bridge(
    waits: Mapping[str, Collection[str]],
    passable: Collection[str],
    done: Collection[str] = (),
) -> dict[str, list[str]]:
    """Let nodes wait for what is behind nodes that may be passed over, too.

    Who waits for a passable node (one that may be skipped or is done already) waits
    for everything that one waits for as well, so that skipping it loses no order.
    What is `done` for sure is satisfied: nobody needs it from behind another node,
    or a plan with a long row of finished tasks would grow with the row's square.
    """
    bridged: dict[str, list[str]] = {}
    for node in Graph.waiting(waits).order():
        befores: dict[str, None] = {}
        for before in waits[node]:
            befores[before] = None
            if before in passable:
                behind = bridged.get(before, ())
                befores.update((one, None) for one in behind if one not in done)
        bridged[node] = list(befores)
    return bridged


def upward_ranks(
    waits: Mapping[str, Collection[str]], durations: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Tell the length of the longest path from each node to the end of the plan.

    `waits` maps each node to what it waits for, `durations` to its length in any one
    unit (1.0 when missing).
    """
    return Graph.waiting(waits).upward_ranks(durations)
