"""A plan as text for a person and as JSON for a program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.plan.graph import Graph
from domain.plan.model import DONE, IN_PROGRESS, QUEUED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.plan.model import Edge, Plan, PlanTask, Remark

MARKS = {DONE: "x", IN_PROGRESS: "-", QUEUED: "~"}
MANY = 8


@dataclass(frozen=True)
class Shape:
    """What follows from the edges; `width` is the size of the largest wave."""

    waves: Sequence[Sequence[str]]
    critical_path: Sequence[str]

    @property
    def width(self) -> int:
        """The most tasks that can run at the same time when all take equally long."""
        return max(map(len, self.waves), default=0)


def measure(plan: Plan) -> Shape:
    """Find waves and critical path, with every task counting the same."""
    edges = ((edge.before, edge.after) for edge in plan.edges)
    graph = Graph((task.id for task in plan.leaves), edges)
    return Shape(graph.waves(), graph.critical_path()[0])


def to_json(plan: Plan, shape: Shape, order: str) -> str:
    """Write the plan as one JSON object, see `docs/reference/plans.md`."""
    waits: dict[str, list[str]] = {task.id: [] for task in plan.tasks}
    for edge in plan.edges:
        waits[edge.after].append(edge.before)
    data = {
        "tasks": [_task(task, waits[task.id]) for task in plan.tasks],
        "edges": [_edge(edge) for edge in plan.edges],
        "waves": shape.waves,
        "critical_path": shape.critical_path,
        "width": shape.width,
        "order": order,
        "runnable": not any(remark.error for remark in plan.remarks),
        "warnings": [_remark(remark) for remark in plan.remarks],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _task(task: PlanTask, depends_on: Sequence[str]) -> dict[str, Any]:
    return {
        "id": task.id,
        "title": task.title,
        "state": task.state,
        "optional": task.optional,
        "parent": task.parent,
        "leaf": task.leaf,
        "depends_on": depends_on,
        "requirements": list(task.requirements),
        "line": task.line,
        "spec": task.spec,
        "checkpoint": task.checkpoint,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {"from": edge.before, "to": edge.after, "why": edge.why}


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "line": remark.line,
        "message": remark.message,
        "severity": "error" if remark.error else "warning",
        "spec": remark.spec,
    }


def to_text(plan: Plan, shape: Shape, order: str) -> str:
    """Write the plan wave by wave, each task with what it waits for and why."""
    tasks = {task.id: task for task in plan.leaves}
    reasons: dict[str, dict[str, list[str]]] = {}
    for edge in plan.edges:
        reasons.setdefault(edge.after, {}).setdefault(edge.why, []).append(edge.before)
    lines = [_summary(plan, shape, order)]
    for number, wave in enumerate(shape.waves, 1):
        lines += ["", f"wave {number}"]
        for name in wave:
            lines.append(_line(tasks[name]))
            lines += [
                f"        after {_names(before)}  ({why})"
                for why, before in reasons.get(name, {}).items()
            ]
    placed = {name for wave in shape.waves for name in wave}
    stuck = [_line(task) for name, task in tasks.items() if name not in placed]
    if stuck:
        lines += ["", "in no wave, because they wait for one another", *stuck]
    if shape.critical_path:
        lines += ["", f"critical path ({len(shape.critical_path)} tasks)"]
        lines += [f"  {' → '.join(shape.critical_path)}"]
    if plan.remarks:
        lines += ["", "remarks", *map(_told, plan.remarks)]
    return "\n".join(lines)


def _summary(plan: Plan, shape: Shape, order: str) -> str:
    specs = ", ".join(dict.fromkeys(task.spec for task in plan.tasks)) or "no plan"
    leaves = plan.leaves
    done = sum(task.state == DONE for task in leaves)
    optional = sum(task.optional for task in leaves)
    return (
        f"{specs}: {len(leaves)} tasks, {done} done, {optional} optional; "
        f"{len(plan.edges)} edges, {len(shape.waves)} waves, width {shape.width}; "
        f"order {order}"
    )


def _line(task: PlanTask) -> str:
    box = f"[{MARKS.get(task.state, ' ')}]{'*' if task.optional else ' '}"
    return f"  {box} {task.id}  {task.title}"


def _names(names: Sequence[str]) -> str:
    if len(names) <= MANY:
        return ", ".join(names)
    return f"{', '.join(names[: MANY - 1])} and {len(names) - MANY + 1} more"


def _told(remark: Remark) -> str:
    kind = "error" if remark.error else "warning"
    return f"  {remark.spec}/tasks.md:{remark.line}: {kind}: {remark.message}"
