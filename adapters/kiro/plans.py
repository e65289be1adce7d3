"""Plans from spec folders, as the write side needs them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.kiro.design import Design
from adapters.kiro.document import Document
from adapters.kiro.folders import find_spec, list_specs
from adapters.kiro.requirements import Requirements, read_requirements
from adapters.kiro.settings import check_order, read_settings
from adapters.kiro.spec import read_tasks
from domain.errors import Refused
from domain.plan.assemble import assemble, cycle_remark, join
from domain.plan.cycles import find_cycles
from domain.plan.graph import Graph, bridge
from domain.plan.model import DONE, Edge, Plan, Remark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from adapters.kiro.spec import SpecPlan
    from commands.ports import PlannedTask
    from domain.plan.model import PlanTask


class KiroPlans:
    """Reads `.kiro/specs/<slug>/`; implements the port `commands.ports.Plans`.

    `order` is the policy for tasks whose order the plan does not declare, see
    `domain.plan.order`; without it the one in `swarm.toml` counts, or else
    `siblings-parallel`.
    """

    def __init__(
        self,
        root: Path,
        order: str = "",
        *,
        allow_duplicates: bool = False,
    ) -> None:
        self._root = root
        self.order = check_order(order) if order else read_settings(root).order
        self._allow_duplicates = allow_duplicates

    def read(self, specs: Sequence[str]) -> Sequence[PlannedTask]:
        """Read the leaves of the plan, each after all it depends on.

        With one spec a task is named by its id, with several by `slug/id`.

        Raises:
            Refused: the plan cannot be run, with every reason and line number.

        """
        reading = self.look(specs)
        reading.refuse(allow_duplicates=self._allow_duplicates)
        return reading.planned()

    def look(self, specs: Sequence[str]) -> Reading:
        """Read the plan with all remarks, whether it can be run or not.

        Raises:
            Refused: there is no such spec.

        """
        folders = self._folders(specs)
        parts = [_Part(self._root, folder, self.order) for folder in folders]
        return Reading(parts, self._root)

    def _folders(self, specs: Sequence[str]) -> list[Path]:
        asked = list(specs)
        if not asked:
            asked = list_specs(self._root)
            if len(asked) != 1:
                known = ", ".join(asked) or "none"
                raise Refused(f"say which spec to read: there are {known}")
        folders = list(dict.fromkeys(find_spec(self._root, spec) for spec in asked))
        names: dict[str, Path] = {}
        for folder in folders:
            other = names.setdefault(folder.name, folder)
            if other != folder:
                raise Refused(
                    f"{other} and {folder} have the same name: their tasks could not be "
                    "told apart in one swarm; rename one of them"
                )
        return folders


class _Part:
    """One spec folder, read."""

    def __init__(self, root: Path, folder: Path, order: str) -> None:
        self.folder = folder.as_posix()
        self.slug = folder.name
        place = root / folder
        self.requirements = _requirements(place)
        self._design = place / "design.md"
        data = _bytes(place / "tasks.md")
        self.spec: SpecPlan = read_tasks(data, self.folder, self.requirements)
        plan = assemble(self.spec.tasks, self.spec.declared, self.spec.waves, order)
        remarks = [replace(remark, spec=self.folder) for remark in plan.remarks]
        self.plan = replace(plan, remarks=[*self.spec.remarks, *remarks])
        if not self.plan.leaves:
            remark = Remark(
                1,
                "there is no task in this plan: write check boxes, '- [ ] 1. Title'",
                True,
                "empty",
                self.folder,
            )
            self.plan = replace(self.plan, remarks=[*self.plan.remarks, remark])

    def design(self) -> Design:
        """Read the design document, if there is one."""
        path = self._design
        return Design(Document(_bytes(path)) if path.is_file() else None)

    def renamed(self) -> Plan:
        """Give the plan with `slug/` before every id."""

        def name(task: str) -> str:
            return f"{self.slug}/{task}"

        return Plan(
            [
                replace(t, id=name(t.id), parent=name(t.parent) if t.parent else None)
                for t in self.plan.tasks
            ],
            [
                replace(e, before=name(e.before), after=name(e.after))
                for e in self.plan.edges
            ],
            self.plan.remarks,
        )


class Reading:
    """The plan of one or more specs as it was found."""

    def __init__(self, parts: Sequence[_Part], root: Path) -> None:
        self._parts = parts
        self._root = root
        self._several = len(parts) > 1
        plans = [part.renamed() if self._several else part.plan for part in parts]
        edges, remarks = self._across()
        joined = join(plans, edges)
        self.plan = replace(joined, remarks=[*joined.remarks, *remarks])
        if self._several and edges:
            self._check()

    def refuse(self, *, allow_duplicates: bool = False) -> None:
        """Refuse a plan that cannot be run.

        Raises:
            Refused: naming every problem with its file and line.

        """
        problems = [
            remark
            for remark in self.plan.remarks
            if remark.error
            or remark.kind in {"ambiguous", "across"}
            or (remark.kind == "duplicate" and not allow_duplicates)
        ]
        if problems:
            lines = [f"  {r.spec}/tasks.md:{r.line}: {r.message}" for r in problems]
            raise Refused("\n".join(["the plan cannot be run:", *lines]))

    def planned(self) -> Sequence[PlannedTask]:
        """Give the leaves, each after all it depends on."""
        from commands.ports import PlannedTask

        waits: dict[str, list[str]] = {task.id: [] for task in self.plan.leaves}
        for edge in self.plan.edges:
            waits[edge.after].append(edge.before)
        tasks = {task.id: task for task in self.plan.leaves}
        waits = bridge(waits, {t.id for t in tasks.values() if _may_be_skipped(t)})
        briefs = {part.folder: _Briefs(part) for part in self._parts}
        return [
            PlannedTask(
                task=name,
                title=tasks[name].title,
                spec=tasks[name].spec,
                line=tasks[name].line,
                optional=tasks[name].optional,
                ticked=tasks[name].state == DONE,
                depends_on=tuple(waits[name]),
                brief=briefs[tasks[name].spec].brief(tasks[name]),
            )
            for name in waits
        ]

    def _across(self) -> tuple[list[Edge], list[Remark]]:
        """Make edges from what tasks say of tasks in other specs."""
        edges: list[Edge] = []
        remarks: list[Remark] = []
        parts = {part.slug: part for part in self._parts}
        for part in self._parts:
            leaves = _leaves_by_task(part.plan)
            for across in part.spec.across:
                other = parts.get(across.spec)
                found = other.spec.resolver.find(across.other).tasks if other else []
                if other is None or not found:
                    message = self._outside(across.task, across.spec, across.other)
                    if message:
                        remarks.append(
                            Remark(
                                across.line, message, kind="across", spec=part.folder
                            )
                        )
                    continue
                why = f"declared in line {across.line}"
                theirs = _leaves_by_task(other.plan)
                for one in found:
                    edges += [
                        self._edge(other, before, part, after, why, across.line)
                        for before in theirs[one]
                        for after in leaves[across.task]
                    ]
        return edges, remarks

    def _edge(  # noqa: PLR0913
        self, other: _Part, before: str, part: _Part, after: str, why: str, line: int
    ) -> Edge:
        if not self._several:
            return Edge(before, after, why, line)
        return Edge(f"{other.slug}/{before}", f"{part.slug}/{after}", why, line)

    def _outside(self, task: str, spec: str, other: str) -> str:
        """Say what stands against a dependency on a spec that is not in the swarm."""
        says = f"task {task} depends on {spec}/{other}"
        try:
            folder = find_spec(self._root, spec)
        except Refused:
            return f"{says}, but there is no spec {spec} here: add it or take that out"
        plan = read_tasks(
            _bytes(self._root / folder / "tasks.md"),
            folder.as_posix(),
            Requirements({}, {}),
        )
        found = set(plan.resolver.find(other).tasks)
        if not found:
            return (
                f"{says}, which that spec does not have: correct the id or take it out"
            )
        below = _leaves_by_task(Plan(plan.tasks, ()))
        states = {t.id: t.state for t in plan.tasks}
        if all(states[leaf] == DONE for one in found for leaf in below[one]):
            return ""
        return f"{says}, which is not done: add {spec} to the swarm, or finish it first"

    def _check(self) -> None:
        tasks = {task.id: task for task in self.plan.tasks}
        edges = {(edge.before, edge.after): edge for edge in self.plan.edges}
        known = {r.message for r in self.plan.remarks}
        graph = Graph((task.id for task in self.plan.leaves), edges)
        cycles = [cycle_remark(path, edges, tasks) for path in find_cycles(graph)]
        fresh = [
            replace(one, spec=tasks[path_start].spec)
            for one, path_start in zip(cycles, (p[0] for p in find_cycles(graph)))
            if one.message not in known
        ]
        self.plan = replace(self.plan, remarks=[*self.plan.remarks, *fresh])


class _Briefs:
    """What an agent must know of each task of one spec."""

    def __init__(self, part: _Part) -> None:
        self._requirements = part.requirements
        self._design = part.design()

    def brief(self, task: PlanTask) -> Mapping[str, Any]:
        texts = ((one, self._requirements.find(one)) for one in task.requirements)
        return {
            "details": task.details,
            "requirements": [{"id": one, "text": text} for one, text in texts],
            "design": self._design.excerpt(task.title, task.details),
            "policy": [],
        }


def _may_be_skipped(task: PlanTask) -> bool:
    return task.optional or task.state == DONE


def _leaves_by_task(plan: Plan) -> dict[str, list[str]]:
    """Map each task to the leaves at or below it."""
    below: dict[str, list[str]] = {task.id: [] for task in plan.tasks}
    parents = {task.id: task.parent for task in plan.tasks}
    for leaf in plan.leaves:
        here: str | None = leaf.id
        while here is not None:
            below[here].append(leaf.id)
            here = parents[here]
    return below


def _requirements(folder: Path) -> Requirements:
    for name in ("requirements.md", "bugfix.md"):
        path = folder / name
        if path.is_file():
            return read_requirements(Document(_bytes(path)), bugfix=name == "bugfix.md")
    return Requirements({}, {})


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
