"""The order of tasks where the plan declares none, as named policies.

- `sequential`: one leaf after the other, in document order. Neighbours that are both
  marked `(P)` run side by side.
- `siblings-parallel`: top-level tasks are phases and run in order; the leaves below
  one parent run side by side. Among them a task that tests or verifies waits for the
  leaves before it, and tasks that name the same file keep their order. A parent
  below a parent is a phase of its own. In a plan that uses `(P)`, the leaves
  without it keep their order.
- `declared-only`: nothing but what the plan declares.

A policy never contradicts what is declared: an edge that would run against the
declared order is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.plan.model import Edge

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from domain.plan.model import PlanTask
    from domain.plan.tree import Tree

    Node = Sequence[PlanTask]  # a task, or neighbours that count as one parent

SEQUENTIAL = "sequential"
SIBLINGS_PARALLEL = "siblings-parallel"
DECLARED_ONLY = "declared-only"
POLICIES = (SEQUENTIAL, SIBLINGS_PARALLEL, DECLARED_ONLY)


def order_edges(
    tree: Tree, policy: str, settled: Collection[str], rank: Mapping[str, int]
) -> list[Edge]:
    """Make the edges of a policy.

    `settled` are the tasks (leaves or parents) whose place the plan declares; they
    wait for nothing more, but others wait for them. `rank` numbers the leaves in an
    order that agrees with everything declared.
    """
    if policy == DECLARED_ONLY:
        return []
    walk = _Walk(tree, policy, settled, rank)
    walk.level(_grouped(tree.roots), frozenset(), top=True)
    return walk.edges


def _grouped(roots: Sequence[PlanTask]) -> Sequence[Node]:
    """Join neighbours of one group; a group counts as a parent."""
    joined: list[list[PlanTask]] = []
    for task in roots:
        if joined and task.group and joined[-1][-1].group == task.group:
            joined[-1].append(task)
        else:
            joined.append([task])
    return joined


def _covered(
    ends: Sequence[frozenset[str]],
    frontiers: Sequence[frozenset[str]],
    before: frozenset[str],
) -> frozenset[str]:
    """Join frontiers; whoever of `before` one of them waited for is not in it."""
    return frozenset().union(*ends) - (before - frozenset.intersection(*frontiers))


class _Walk:
    """Goes through the hierarchy with a frontier of leaves that come before.

    Whoever waits for the frontier waits for everything before: each leaf that is no
    longer in it is waited for by one that is.
    """

    def __init__(
        self,
        tree: Tree,
        policy: str,
        settled: Collection[str],
        rank: Mapping[str, int],
    ) -> None:
        self.edges: list[Edge] = []
        self._tree = tree
        self._policy = policy
        self._settled = settled
        self._rank = rank
        marked = any(task.parallel for task in tree.tasks.values())
        self._chains: dict[str, Sequence[str]] = {}
        self._free = policy == SIBLINGS_PARALLEL and not marked

    def level(
        self, nodes: Sequence[Node], before: frozenset[str], *, top: bool = False
    ) -> frozenset[str]:
        """Order the nodes of one level behind `before`; give the new frontier."""
        frontier, block = before, list(nodes[:1])
        for node in nodes[1:]:
            if not self._beside(block[-1], node, top=top):
                frontier, block = self._block(block, frontier), []
            block.append(node)
        return self._block(block, frontier) if block else frontier

    def _beside(self, one: Node, two: Node, *, top: bool) -> bool:
        if len(one) > 1 or len(two) > 1:
            return False
        left, right = one[0], two[0]
        if left.section != right.section or left.checkpoint or right.checkpoint:
            return False
        if left.parallel and right.parallel:
            return True
        return self._free and not top and left.leaf and right.leaf

    def _block(self, block: Sequence[Node], before: frozenset[str]) -> frozenset[str]:
        """Put nodes side by side behind `before`."""
        if len(block) == 1:
            return self._node(block[0], before)
        kept_order = self._kept_order([node[0] for node in block])
        frontiers: dict[str, frozenset[str]] = {}
        passed: set[str] = set()
        for node in block:
            name = node[0].id
            first = kept_order.get(name, {})
            passed.update(first)
            ahead = [frontiers[one] for one in first]
            mine = _covered(ahead, ahead, before) if first else before
            frontiers[name] = self._node(node, mine, first)
        ends = [ends for name, ends in frontiers.items() if name not in passed]
        return _covered(ends, [*frontiers.values()], before)

    def _kept_order(self, tasks: Sequence[PlanTask]) -> dict[str, dict[str, str]]:
        """Tell which leaves of a block wait for others of it all the same, and why."""
        kept: dict[str, dict[str, str]] = {}
        if not self._free:
            return kept
        made: list[str] = []
        last: dict[str, str] = {}
        for task in tasks:
            first = {
                last[path]: f"{self._policy}: both name {path}"
                for path in sorted(task.files & set(last))
            }
            if task.proves:
                tests = f"{self._policy}: a test waits for what it tests"
                first.update(dict.fromkeys(made, tests))
            else:
                made.append(task.id)
            last.update(dict.fromkeys(task.files, task.id))
            here = self._rank[task.id]
            first = {one: why for one, why in first.items() if self._rank[one] < here}
            if first and task.id not in self._settled:
                kept[task.id] = first
        return kept

    def _node(
        self, node: Node, before: frozenset[str], why: Mapping[str, str] | None = None
    ) -> frozenset[str]:
        task = node[0]
        if len(node) > 1:
            return self.level([[one] for one in node], before)
        if task.leaf:
            return self._leaf(task.id, before, why or {})
        children = [[child] for child in self._tree.children(task.id)]
        if task.id in self._settled:
            return before | self.level(children, frozenset())
        return self.level(children, before)

    def _leaf(
        self, leaf: str, before: frozenset[str], why: Mapping[str, str]
    ) -> frozenset[str]:
        if leaf in self._settled:
            return before | {leaf}
        here = self._rank[leaf]
        waits = [one for one in before if self._rank[one] < here]
        waits.sort(key=self._rank.__getitem__)
        for one in waits:
            reason = why.get(one) or self._phases(one, leaf)
            self.edges.append(Edge(one, leaf, reason))
        return before.difference(waits) | {leaf}

    def _phases(self, before: str, after: str) -> str:
        """Name the highest tasks in which two leaves differ."""
        one, two = self._chain(before), self._chain(after)
        for here, there in zip(one, two):
            if here != there:
                return f"{self._policy}: {here} comes before {there}"
        return f"{self._policy}: {before} comes before {after}"

    def _chain(self, leaf: str) -> Sequence[str]:
        """Name a leaf and all above it, the highest first."""
        if leaf not in self._chains:
            chain = [leaf, *self._tree.ancestors(leaf)]
            group = self._tree.tasks[chain[-1]].group
            self._chains[leaf] = [*([group] if group else []), *reversed(chain)]
        return self._chains[leaf]
