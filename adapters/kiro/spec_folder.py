"""One spec folder, read: its plan, its requirements and its design."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from adapters.kiro.design import Design
from adapters.kiro.document import Document
from adapters.kiro.requirements import Requirements, read_requirements
from adapters.kiro.spec import read_tasks
from adapters.kiro.steering import standing_rules
from domain.errors import Refused
from domain.plan.assemble import assemble
from domain.plan.model import DONE, Plan, Remark
from domain.plan.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from domain.plan.model import PlanTask

    Landed = Callable[[str], "bytes | None"]


def nothing_landed(path: str) -> bytes | None:  # noqa: ARG001
    """Tell that there is no other version of a file than the one in the folder."""
    return None


class SpecFolder:
    """A spec of the repository at `root`; `folder` is relative to that.

    `landed` gives a file as it is where finished tasks land (None: not there). A task
    that is ticked there is done, even if the folder's own file does not say so yet.
    """

    def __init__(
        self, root: Path, folder: Path, order: str, landed: Landed = nothing_landed
    ) -> None:
        self.folder = folder.as_posix()
        self.slug = folder.name
        self._root = root
        self._place = root / folder
        self.requirements = _requirements(self._place)
        data = read_bytes(self._place / "tasks.md")
        self.spec = read_tasks(data, self.folder, self.requirements)
        there = landed(f"{self.folder}/tasks.md")
        if there is not None and there != data:
            self._take_ticks(there)
        plan = assemble(self.spec.tasks, self.spec.declared, self.spec.waves, order)
        remarks = [replace(remark, spec=self.folder) for remark in plan.remarks]
        if not plan.leaves:
            message = (
                "there is no task in this plan: write check boxes, '- [ ] 1. Title'"
            )
            remarks.append(Remark(1, message, True, "empty", self.folder))
        self.plan = replace(plan, remarks=[*self.spec.remarks, *remarks])

    def _take_ticks(self, there: bytes) -> None:
        """Tick what is ticked in another version of the plan.

        A task of another title is another one, though its number may be the same.
        """
        other = read_tasks(there, self.folder, self.requirements)
        done = {(task.id, task.title) for task in other.tasks if task.state == DONE}
        self.spec.tasks = [
            replace(task, state=DONE) if (task.id, task.title) in done else task
            for task in self.spec.tasks
        ]

    def renamed(self) -> Plan:
        """Give the plan with `slug/` before every id."""

        def name(task: str) -> str:
            return f"{self.slug}/{task}"

        tasks = [
            replace(t, id=name(t.id), parent=name(t.parent) if t.parent else None)
            for t in self.plan.tasks
        ]
        edges = [
            edge._replace(before=name(edge.before), after=name(edge.after))
            for edge in self.plan.edges
        ]
        return Plan(tasks, edges, self.plan.remarks)

    def brief(self, name: str) -> Mapping[str, Any]:
        """Collect what an agent must know of a task, as `domain.task` wants it.

        The text of the tasks above is part of it; so are their requirements, where
        the task itself names none. `name` may carry the slug before it.
        """
        task = self._tasks[name[len(self.slug) + 1 :] if "/" in name else name]
        above = [self._tasks[one] for one in self._tree.ancestors(task.id)]
        named = next((t.requirements for t in (task, *above) if t.requirements), ())
        texts = ((one, self.requirements.find(one)) for one in self._all(named))
        return {
            "details": "\n\n".join(_told(task, above)),
            "requirements": [{"id": one, "text": text} for one, text in texts],
            "design": self._design.excerpt(task.title, task.details),
            "policy": list(self._rules),
        }

    def _all(self, named: Sequence[str]) -> list[str]:
        """Write `All` out into the requirements that there are."""
        whole = [one for one in self.requirements.ids if "." not in one]
        asked: list[str] = []
        for one in named:
            asked += whole if one == "All" and whole else [one]
        return list(dict.fromkeys(asked))

    @cached_property
    def _tree(self) -> Tree:
        return Tree(self.plan.tasks)

    @cached_property
    def _tasks(self) -> Mapping[str, PlanTask]:
        return self._tree.tasks

    @cached_property
    def _rules(self) -> Sequence[str]:
        return standing_rules(self._root)

    @cached_property
    def _design(self) -> Design:
        path = self._place / "design.md"
        return Design(Document(read_bytes(path)) if path.is_file() else None)


def _told(task: PlanTask, above: Sequence[PlanTask]) -> Iterator[str]:
    if task.details:
        yield task.details
    for one in above:
        if one.details:
            yield f"It is a part of {one.id} {one.title}:\n{one.details}"
    if task.heading:
        yield f"It stands under the heading '{task.heading}'."


def read_bytes(path: Path) -> bytes:
    """Read a file of a spec.

    Raises:
        Refused: it cannot be read; the message says why.

    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None


def _requirements(folder: Path) -> Requirements:
    for name in ("requirements.md", "bugfix.md"):
        path = folder / name
        if path.is_file():
            document = Document(read_bytes(path))
            return read_requirements(document, bugfix=name == "bugfix.md")
    return Requirements({}, {})
