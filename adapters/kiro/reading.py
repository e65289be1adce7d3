"""The plan of one or more specs as it was found, and whether it can be run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.kiro.folders import find_spec
from adapters.kiro.spec_folder import SpecFolder
from domain.errors import Refused
from domain.plan.assemble import cycle_remark, join
from domain.plan.cycles import find_cycles
from domain.plan.graph import Graph, bridge
from domain.plan.model import DONE, Edge, Remark
from domain.plan.order import DECLARED_ONLY
from domain.plan.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.kiro.spec import Across
    from adapters.kiro.spec_folder import Landed
    from commands.ports import PlannedTask
    from domain.plan.model import PlanTask


class Reading:
    """All tasks, edges and remarks (`plan`) of some specs of a repository.

    With one spec a task is named by its id, with several by `slug/id`.
    """

    def __init__(
        self, folders: Sequence[SpecFolder], root: Path, landed: Landed
    ) -> None:
        self._folders = folders
        self._root = root
        self._landed = landed
        self._several = len(folders) > 1
        plans = [f.renamed() if self._several else f.plan for f in folders]
        self._remarks: list[Remark] = []
        across = self._across()
        joined = join(plans, across)
        self.plan = replace(joined, remarks=[*joined.remarks, *self._remarks])
        if across:
            self._check({(edge.before, edge.after) for edge in across})

    def refuse(self, *, allow_duplicates: bool = False) -> None:
        """Refuse a plan that cannot be run.

        Raises:
            Refused: naming every problem with its file and line.

        """
        kinds = {"ambiguous", "across"} | (set() if allow_duplicates else {"duplicate"})
        problems = [
            f"  {one.spec}/tasks.md:{one.line}: {one.message}"
            for one in self.plan.remarks
            if one.error or one.kind in kinds
        ]
        if problems:
            raise Refused("\n".join(["the plan cannot be run:", *problems]))

    def planned(self) -> Sequence[PlannedTask]:
        """Give the leaves, each after all it depends on."""
        from commands.ports import PlannedTask

        tasks = {task.id: task for task in self.plan.leaves}
        waits: dict[str, list[str]] = {task: [] for task in tasks}
        for edge in self.plan.edges:
            waits[edge.after].append(edge.before)
        done = {task.id for task in tasks.values() if task.state == DONE}
        skipped = done | {task.id for task in tasks.values() if task.optional}
        folders = {folder.folder: folder for folder in self._folders}
        return [
            PlannedTask(
                task=name,
                title=tasks[name].title,
                spec=tasks[name].spec,
                line=tasks[name].line,
                optional=tasks[name].optional,
                ticked=name in done,
                depends_on=tuple(depends_on),
                brief=folders[tasks[name].spec].brief(name),
            )
            for name, depends_on in bridge(waits, skipped, done).items()
        ]

    def _across(self) -> list[Edge]:
        """Make edges from what tasks say of tasks in other specs."""
        edges: dict[tuple[str, str], Edge] = {}
        swarm = {folder.slug: folder for folder in self._folders}
        for folder in self._folders:
            for across in folder.spec.across:
                other = swarm.get(across.spec)
                if other is None:
                    self._outside(folder, across)
                    continue
                for edge in self._edges(other, folder, across):
                    edges.setdefault((edge.before, edge.after), edge)
        return list(edges.values())

    def _edges(
        self, other: SpecFolder, folder: SpecFolder, across: Across
    ) -> list[Edge]:
        found = other.spec.resolver.find(across.other).tasks
        if not found:
            self._remark(folder, across, "which that spec does not have", error=True)
        prefixes = [f"{f.slug}/" if self._several else "" for f in (other, folder)]
        befores, afters = Tree(other.plan.tasks), Tree(folder.plan.tasks)
        return [
            Edge(
                prefixes[0] + before,
                prefixes[1] + after,
                f"declared in line {across.line}",
                across.line,
            )
            for one in found
            for before in befores.leaves_of(one)
            for after in afters.leaves_of(across.task)
        ]

    def _outside(self, folder: SpecFolder, across: Across) -> None:
        """Remark on a dependency on a spec outside of the swarm that is not done."""
        try:
            place = find_spec(self._root, across.spec)
        except Refused:
            self._remark(folder, across, "and there is no such spec here")
            return
        other = SpecFolder(self._root, place, DECLARED_ONLY, self._landed)
        found = other.spec.resolver.find(across.other).tasks
        if not found:
            self._remark(folder, across, "which that spec does not have", error=True)
            return
        tree = Tree(other.plan.tasks)
        leaves = [tree.tasks[leaf] for one in found for leaf in tree.leaves_of(one)]
        if any(leaf.state != DONE and not leaf.optional for leaf in leaves):
            what = (
                f"which is not done: add {across.spec} to the swarm or finish it first"
            )
            self._remark(folder, across, what)

    def _remark(
        self, folder: SpecFolder, across: Across, what: str, *, error: bool = False
    ) -> None:
        says = f"task {across.task} depends on {across.spec}/{across.other}, {what}"
        if "add" not in what:
            says += ": correct the dependency or take it out"
        self._remarks.append(
            Remark(across.line, says, error=error, kind="across", spec=folder.folder)
        )

    def _check(self, across: set[tuple[str, str]]) -> None:
        """Remark on cycles that the edges between specs close."""
        tasks: dict[str, PlanTask] = {task.id: task for task in self.plan.tasks}
        edges = {(edge.before, edge.after): edge for edge in self.plan.edges}
        graph = Graph((task.id for task in self.plan.leaves), edges)
        cycles = [
            replace(cycle_remark(path, edges, tasks), spec=tasks[path[0]].spec)
            for path in find_cycles(graph)
            if across.intersection(zip(path, path[1:]))
        ]
        self.plan = replace(self.plan, remarks=[*self.plan.remarks, *cycles])
