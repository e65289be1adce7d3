# ruff: noqa: RUF001  (people write in many scripts)
"""One spec folder as tasks and declared order; several of them as one plan."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.kiro import words
from adapters.kiro.document import Document
from adapters.kiro.graph_block import ambiguous, read_graph
from adapters.kiro.outline import read_outline
from adapters.kiro.references import Resolver
from adapters.kiro.requirements import expand, read_references
from domain.plan.model import Declared, PlanTask, Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.kiro.items import Item, Outline
    from adapters.kiro.references import References
    from adapters.kiro.requirements import Requirements
    from domain.plan.model import Wave

_FILE = re.compile(
    r"`((?:[\w@.+-]+/)*[\w@+-][\w@.+-]*\.[A-Za-z][A-Za-z0-9]{0,9})`"
    r"|(?<![\w/.:])((?:[\w@.+-]+/)+[\w@+-][\w@.+-]*\.[A-Za-z][A-Za-z0-9]{0,9})(?![\w/])"
)
_IN_TITLE = re.compile(
    r"[(（\[][ \t]*(?:(?:depends(?: on)?|deps|dependencies|dependent on|after|requires"
    r"|blocked by|needs)[ \t:]+(?P<after>[^()（）\[\]]+?)|(?P<done>[^()（）、,]+?(?:[、・,][^()（）、,]*?)*?)[ \t]*"
    r"(?:完了後|完成后|完成後|之后|완료[ ]?후)[^()（）]*)[)）\]]",
    re.IGNORECASE,
)
_STATES = {"x": "done", "X": "done", "-": "in-progress", "~": "queued"}


@dataclass(frozen=True)
class Across:
    """A dependency of a task on a task of another spec; `other` is as written."""

    task: str
    spec: str
    other: str
    line: int


@dataclass
class SpecPlan:
    """What the tasks.md of one spec says, before the order is worked out."""

    tasks: Sequence[PlanTask]
    declared: Sequence[Declared]
    waves: Sequence[Wave]
    across: Sequence[Across]
    remarks: Sequence[Remark]
    resolver: Resolver


def read_tasks(data: bytes, spec: str, requirements: Requirements) -> SpecPlan:
    """Read the bytes of a tasks.md. Nothing in them makes it fail."""
    document = Document(data)
    outline = read_outline(document)
    reader = _Reader(document, outline, spec, requirements)
    return reader.read()


class _Reader:
    def __init__(
        self,
        document: Document,
        outline: Outline,
        spec: str,
        requirements: Requirements,
    ) -> None:
        self._document = document
        self._outline = outline
        self._spec = spec
        self._requirements = requirements
        self._resolver = Resolver(outline)
        self._declared: list[Declared] = []
        self._across: list[Across] = []
        self._remarks = list(outline.remarks)
        self._loose = {
            item.section
            for item in outline.items
            if item.parent is None and not item.written
        }

    def read(self) -> SpecPlan:
        if self._document.damaged >= 0:
            self._remark(
                self._document.damaged + 1, "this line is not valid UTF-8 text"
            )
        tasks = [self._task(item) for item in self._outline.items]
        graph = read_graph(self._document, self._outline, self._resolver)
        self._remarks += graph.remarks
        return SpecPlan(
            tasks,
            self._declared + graph.declared,
            graph.waves,
            self._across,
            [
                replace(remark, spec=self._spec)
                for remark in sorted(self._remarks, key=lambda remark: remark.line)
            ],
            self._resolver,
        )

    def _task(self, item: Item) -> PlanTask:
        body = self._outline.body(item, self._document.lines)
        self._title_dependencies(item)
        requirements = expand(self._fields(item, body), self._requirements)
        missing = self._requirements.missing(requirements)
        if missing:
            self._remark(
                item.line + 1,
                f"task {item.id} names the requirements {', '.join(missing)}, which "
                "the requirements of the spec do not have",
            )
        details = dedent(body)
        return PlanTask(
            id=item.id,
            title=item.title,
            line=item.line + 1,
            state=_STATES.get(item.mark, "open"),
            optional=item.optional or _inherits_optional(item),
            parent=item.parent.id if item.parent else None,
            leaf=not item.children,
            spec=self._spec,
            details=details,
            requirements=tuple(requirements),
            parallel=item.parallel,
            checkpoint=words.is_checkpoint(item.title),
            section=item.section,
            files=_files(f"{item.title}\n{details}"),
            proves=words.is_proof(item.title),
            group=self._group(item),
            heading="" if item.written else self._heading(item),
        )

    def _group(self, item: Item) -> str:
        if item.parent is not None:
            return ""
        if item.written:
            return item.written.rpartition(".")[0] if "." in item.written else ""
        return f"'{self._heading(item)}'" if len(self._loose) > 1 else ""

    def _heading(self, item: Item) -> str:
        return self._outline.sections[item.section].title

    def _fields(self, item: Item, body: Sequence[str]) -> list[str]:
        """Read the lines of a task that name requirements and dependencies."""
        requirements: list[str] = []
        for number, line in enumerate(body, item.first):
            if self._outline.hidden[number]:
                continue
            for part in words.fields_of(line):
                requirements += self._field(item, part, number)
        return list(dict.fromkeys(requirements))

    def _field(self, item: Item, line: str, number: int) -> list[str]:
        """Read one field; give the requirements that it names."""
        if ":" in line or "：" in line:
            if found := words.REQUIREMENTS_FIELD.match(line):
                return read_references(found[1])
            if found := words.DEPENDS_FIELD.match(line):
                text = found[1] or self._nested(number, item.last)
                self._depends(item, text, number)
                return []
            if found := words.BLOCKS_FIELD.match(line):
                self._blocks(item, found[1], number)
                return []
        if found := words.PERHAPS_FIELD.match(line):
            self._perhaps(item, found, number)
        return []

    def _perhaps(self, item: Item, found: re.Match[str], number: int) -> None:
        """Take a sentence for a dependency when all that it names are tasks."""
        references = self._resolver.read(found["text"], item)
        clear = found["sure"] or found["bare"] or references.worded
        if references.whole and clear:
            self._depends(item, found["text"], number)
        elif found["sure"] or references.tasks or references.unknown:
            self._remark(
                number + 1,
                f"'{found[0].strip()}' may be a dependency; it is left out of the order: "
                "write 'Depends on: …' with the ids of tasks",
            )

    def _nested(self, number: int, last: int) -> str:
        """Join the bullets below a label that has nothing behind its colon."""
        lines = self._document.lines
        parts = []
        for line in lines[number + 1 : last]:
            bullet = line.lstrip()
            if not bullet.startswith(("- ", "* ", "+ ")):
                break
            parts.append(bullet[2:].strip())
        return ", ".join(parts)

    def _title_dependencies(self, item: Item) -> None:
        for found in _IN_TITLE.finditer(item.title):
            text = found["after"] or found["done"]
            references = self._resolver.read(text, item)
            if references.tasks and not references.vague:
                self._declare(item, references, item.line, f"'{found[0]}' in its title")
            else:
                self._remark(
                    item.line + 1,
                    f"'{found[0]}' in the title may be a dependency; it is left out "
                    "because it names no task",
                )

    def _depends(self, item: Item, text: str, number: int) -> None:
        references = self._resolver.read(text, item)
        for name in references.unknown:
            self._remarks.append(
                Remark(
                    number + 1,
                    f"task {item.id} depends on {name}, which the plan does not have: "
                    "correct the id or take it out",
                    error=True,
                    kind="unknown",
                )
            )
        if references.vague or not (references.whole or references.unknown):
            shown = ", ".join(references.vague) or text or "nothing"
            self._remark(
                number + 1,
                f"task {item.id} depends on '{shown}', which names no task by id; that "
                "is left out of the order",
            )
        for name in references.ambiguous:
            self._remarks.append(ambiguous(number + 1, name))
        for spec, other in references.across:
            self._across.append(Across(item.id, spec, other, number + 1))
        self._declare(item, references, number, f"declared in line {number + 1}")

    def _declare(
        self, item: Item, references: References, number: int, why: str
    ) -> None:
        if references.whole or references.tasks:
            self._declared.append(
                Declared(
                    item.id, references.tasks, why, number + 1, whole=references.whole
                )
            )

    def _blocks(self, item: Item, text: str, number: int) -> None:
        """Read `Blocks: 2.1`, a dependency told from its other end."""
        references = self._resolver.read(text, item)
        why = f"declared in line {number + 1}: {item.id} blocks it"
        if references.whole and not references.across:
            for one in references.tasks:
                self._declared.append(
                    Declared(one, [item.id], why, number + 1, whole=False)
                )
        elif not references.none:
            self._remark(
                number + 1,
                f"task {item.id} blocks '{text}', which names no task by id; that is "
                "left out of the order",
            )

    def _remark(self, line: int, message: str) -> None:
        self._remarks.append(Remark(line, message))


def dedent(lines: Sequence[str]) -> str:
    """Take the common indent off; inner indents and blank lines stay."""
    filled = [line for line in lines if line.strip()]
    margin = min((len(line) - len(line.lstrip()) for line in filled), default=0)
    return "\n".join(line[margin:].rstrip() for line in lines).strip("\n")


def _files(text: str) -> frozenset[str]:
    if "." not in text:
        return frozenset()
    return frozenset(quoted or bare for quoted, bare in _FILE.findall(text))


def _inherits_optional(item: Item) -> bool:
    above = item.parent
    while above is not None:
        if above.optional:
            return True
        above = above.parent
    return False
