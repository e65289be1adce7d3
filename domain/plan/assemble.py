"""From tasks and what is declared to a plan with an edge for every wait."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from domain.plan.cycles import find_cycles
from domain.plan.graph import Graph
from domain.plan.model import Edge, Plan, Remark
from domain.plan.order import DECLARED_ONLY, SIBLINGS_PARALLEL, order_edges
from domain.plan.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.plan.model import Declared, PlanTask, Wave


def assemble(
    tasks: Sequence[PlanTask],
    declared: Sequence[Declared] = (),
    waves: Sequence[Wave] = (),
    policy: str = SIBLINGS_PARALLEL,
) -> Plan:
    """Put the tasks of one spec in order.

    What a task itself declares comes before the waves of the plan's graph, and both
    come before the policy. A checkpoint that is not placed by them waits for all
    leaves above it; with waves, another leaf that is in none waits for all of them.
    Cycles and self dependencies become remarks with `error` set.
    """
    builder = _Builder(Tree(tasks), policy)
    builder.declare(declared)
    builder.place(waves, declared)
    builder.fill(waves)
    builder.check()
    return Plan(tasks, tuple(builder.edges.values()), tuple(builder.remarks))


def join(plans: Iterable[Plan], across: Iterable[Edge] = ()) -> Plan:
    """Make one plan of several whose task ids differ, with edges between them."""
    plans = list(plans)
    tasks = [task for plan in plans for task in plan.tasks]
    edges = [edge for plan in plans for edge in plan.edges] + list(across)
    remarks = [remark for plan in plans for remark in plan.remarks]
    return Plan(tasks, edges, remarks)


class _Builder:
    def __init__(self, tree: Tree, policy: str) -> None:
        self.edges: dict[tuple[str, str], Edge] = {}
        self.remarks: list[Remark] = []
        self._tree = tree
        self._policy = policy
        self._settled: set[str] = set()

    def declare(self, declared: Sequence[Declared]) -> None:
        """Take over what the tasks themselves declare."""
        for one in declared:
            if one.whole:
                self._settled.add(one.task)
            above = {one.task, *self._tree.ancestors(one.task)}
            for before in one.after:
                if before in above:
                    self._tell_self(one, before)
                    continue
                self._join(
                    self._tree.leaves_of(before),
                    self._tree.leaves_of(one.task),
                    one.why,
                    one.line,
                )

    def place(self, waves: Sequence[Wave], declared: Sequence[Declared]) -> None:
        """Put each wave behind those before it, but for tasks with their own say."""
        own = {one.task for one in declared if one.whole}
        listed = {task for wave in waves for task in wave.tasks}
        frontier: list[str] = []
        behind = ""
        for wave in waves:
            members = {task: self._below(task, listed) for task in wave.tasks}
            waiting = [
                [leaf for leaf in leaves if not self._has_say(leaf, task, own)]
                for task, leaves in members.items()
            ]
            why = f"graph block: wave {wave.name} comes after wave {behind}"
            for leaves in waiting:
                self._join(frontier, leaves, why, wave.line)
            if not wave.parallel:
                why = f"graph block: wave {wave.name} is not parallel"
                for one, two in zip(waiting, waiting[1:]):
                    self._join(one, two, why, wave.line)
            inside = [leaf for leaves in members.values() for leaf in leaves]
            frontier = inside if any(waiting) else frontier + inside
            behind = wave.name
        self._settled |= listed

    def fill(self, waves: Sequence[Wave]) -> None:
        """Order the rest: by the policy, and what waits for everything else."""
        unplaced = [leaf for leaf in self._tree.leaves if not self._is_placed(leaf)]
        tasks = self._tree.tasks
        late = set(unplaced) if waves else set()
        self._settled |= late
        rank = self._rank(late)
        for edge in order_edges(self._tree, self._policy, self._settled, rank):
            self._add(edge)
        for leaf in unplaced:
            if tasks[leaf].checkpoint:
                above = self._tree.leaves[: self._tree.place[leaf]]
                self._wait_for_all(
                    leaf, above, rank, "a checkpoint waits for all above"
                )
            elif waves and self._policy != DECLARED_ONLY:
                inside = [one for one in self._tree.leaves if one not in late]
                why = "not in the graph block: runs after its waves"
                self._wait_for_all(leaf, inside, rank, why)

    def check(self) -> None:
        """Remark on every cycle, with the whole path and the reason of each step."""
        graph = Graph(self._tree.leaves, self.edges)
        self.remarks += [
            cycle_remark(path, self.edges, self._tree.tasks)
            for path in find_cycles(graph)
        ]

    def _below(self, task: str, listed: set[str]) -> list[str]:
        """Give the leaves that a listed task stands for: not those listed themselves."""
        leaves = []
        for leaf in self._tree.leaves_of(task):
            chain = (leaf, *self._tree.ancestors(leaf))
            if next(one for one in chain if one in listed) == task:
                leaves.append(leaf)
        return leaves

    def _has_say(self, leaf: str, task: str, own: set[str]) -> bool:
        for one in (leaf, *self._tree.ancestors(leaf)):
            if one in own:
                return True
            if one == task:
                return False
        return False

    def _is_placed(self, leaf: str) -> bool:
        chain = (leaf, *self._tree.ancestors(leaf))
        return any(one in self._settled for one in chain)

    def _rank(self, late: set[str]) -> dict[str, int]:
        """Keep the document order as far as what is declared allows."""
        leaves, place = self._tree.leaves, self._tree.place
        graph = Graph(leaves, self.edges)
        waiting = [len(before) for before in graph.before]
        free = [
            (leaf in late, place[leaf]) for leaf in leaves if not waiting[place[leaf]]
        ]
        heapify(free)
        rank: dict[str, int] = {}
        while free:
            _, here = heappop(free)
            rank[leaves[here]] = len(rank)
            for after in graph.after[here]:
                waiting[after] -= 1
                if not waiting[after]:
                    heappush(free, (leaves[after] in late, after))
        for leaf in leaves:
            rank.setdefault(leaf, len(rank))
        return rank

    def _wait_for_all(
        self, leaf: str, others: Sequence[str], rank: dict[str, int], why: str
    ) -> None:
        """Wait for those of the others that no other one waits for."""
        group = {one for one in others if rank[one] < rank[leaf]}
        ends = dict.fromkeys(one for one in others if one in group)
        for before, after in self.edges:
            if after in group:
                ends.pop(before, None)
        for one in ends:
            self._add(Edge(one, leaf, why))

    def _join(
        self, befores: Iterable[str], afters: Sequence[str], why: str, line: int
    ) -> None:
        for before in befores:
            for after in afters:
                if before != after:
                    self._add(Edge(before, after, why, line))

    def _add(self, edge: Edge) -> None:
        self.edges.setdefault((edge.before, edge.after), edge)

    def _tell_self(self, one: Declared, before: str) -> None:
        line = self._tree.tasks[one.task].line
        what = "itself" if before == one.task else f"{before}, which it is a part of"
        self.remarks.append(
            Remark(
                one.line,
                f"task {one.task} (line {line}) depends on {what}: "
                "take that dependency out",
                error=True,
                kind="self",
            )
        )


def cycle_remark(
    path: Sequence[str],
    edges: Mapping[tuple[str, str], Edge],
    tasks: Mapping[str, PlanTask],
) -> Remark:
    """Tell a cycle: the whole path, where each task stands, the reason of each step."""
    shown = " → ".join(f"{one} (line {tasks[one].line})" for one in path)
    steps = [edges[pair] for pair in zip(path, path[1:])]
    why = "; ".join(
        f"{step.after} waits for {step.before}: {step.why}" for step in steps
    )
    return Remark(
        next((step.line for step in steps if step.line), tasks[path[0]].line),
        f"these tasks wait for one another: {shown}; {why}: take one of these "
        "dependencies out",
        error=True,
        kind="cycle",
    )
