"""Parents and children, and the leaves below any task."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.plan.model import PlanTask


class Tree:
    """The hierarchy of the tasks of one spec, in document order."""

    def __init__(self, tasks: Sequence[PlanTask]) -> None:
        self.tasks = {task.id: task for task in tasks}
        self.leaves = [task.id for task in tasks if task.leaf]
        self.place = {leaf: place for place, leaf in enumerate(self.leaves)}
        self.roots = [task for task in tasks if task.parent is None]
        self._children: dict[str, list[PlanTask]] = {}
        for task in tasks:
            if task.parent is not None:
                self._children.setdefault(task.parent, []).append(task)
        self._below: dict[str, Sequence[str]] = {}

    def children(self, task: str) -> Sequence[PlanTask]:
        """Give the tasks right below a task."""
        return self._children.get(task, ())

    def leaves_of(self, task: str) -> Sequence[str]:
        """Give the leaves at or below a task."""
        if task not in self._below:
            below = [leaf for child in self.children(task) for leaf in self._all(child)]
            self._below[task] = below or (task,)
        return self._below[task]

    def ancestors(self, task: str) -> Iterator[str]:
        """Go up from the parent of a task."""
        above = self.tasks[task].parent
        while above is not None:
            yield above
            above = self.tasks[above].parent

    def _all(self, task: PlanTask) -> Sequence[str]:
        return self.leaves_of(task.id)
