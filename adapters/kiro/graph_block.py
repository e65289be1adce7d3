"""The dependency graph that newer plans carry: waves as JSON, arrows or mermaid."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.kiro import words
from adapters.kiro.arrows import ARROW, read_arrows
from adapters.kiro.fences import find_fences
from domain.plan.model import Declared, Remark, Wave

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.kiro.document import Document
    from adapters.kiro.items import Outline
    from adapters.kiro.references import References, Resolver

_WAVE_KEYS = ("waves", "layers", "phases", "levels", "groups", "stages")
_TASK_KEYS = ("tasks", "nodes")
_ID_KEYS = ("id", "task", "taskId", "task_id", "name")
_WAIT_KEYS = (
    "dependsOn",
    "depends_on",
    "dependencies",
    "deps",
    "dependencyGraph",
    "blockedBy",
    "requires",
)
_KNOWN_KEYS = {*_WAVE_KEYS, *_TASK_KEYS, *_WAIT_KEYS, "edges", "criticalPath"}
_NAMES = ("id", "wave", "name", "layer", "phase", "level")


@dataclass
class GraphBlock:
    """What the block says, with ids of the plan."""

    waves: list[Wave] = field(default_factory=list)
    declared: list[Declared] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.waves or self.declared)


def read_graph(document: Document, outline: Outline, resolver: Resolver) -> GraphBlock:
    """Read the last graph block of a plan; an empty one when it has none.

    JSON is preferred. Without it, arrows in the text of the section are read where
    both ends name tasks.
    """
    blocks = list(_fences(document, outline))
    for first, text, near in reversed(blocks):
        if text.lstrip()[:1] not in {"{", "["} or not (near or '"waves"' in text):
            continue
        try:
            data = _load(text)
        except ValueError as error:
            block = GraphBlock()
            line = first + 1 + getattr(error, "lineno", 1)
            why = getattr(error, "msg", error)
            block.remarks.append(
                Remark(line, f"the graph block is no JSON ({why}); it is left out")
            )
            return block
        return _Reader(resolver, first + 1, text).read(data)
    fenced = {first for first, _, _ in blocks}
    return GraphBlock([], *read_arrows(document, outline, resolver, fenced))


def _fences(document: Document, outline: Outline) -> Iterator[tuple[int, str, bool]]:
    """Give the fences below headings with their text; `near` in a graph's section."""
    bodies = [(item.first, item.last) for item in outline.items]
    sections = [
        (s.line, bool(words.GRAPH_HEADING.search(s.title))) for s in outline.sections
    ]
    for first, last in find_fences(document.lines)[0]:
        if any(start <= first < end for start, end in bodies):
            continue
        near = [graph for line, graph in sections if line <= first][-1]
        yield first, "\n".join(document.lines[first + 1 : last]), near
    for section in outline.sections:
        text = "\n".join(document.lines[section.line + 1 : section.last]).strip()
        if text[:1] in {"{", "["} and words.GRAPH_HEADING.search(section.title):
            yield section.line, "\n" + text, True


class _Reader:
    def __init__(self, resolver: Resolver, line: int, text: str) -> None:
        self._resolver = resolver
        self._line = line
        self._lines = text.split("\n")
        self._block = GraphBlock()
        self._names: dict[str, Wave] = {}
        self._listed: dict[str, str] = {}
        self._empty = False

    def read(self, data: Any) -> GraphBlock:
        if isinstance(data, list):
            self._waves(data)
        elif isinstance(data, dict):
            self._object(data)
        block = self._block
        if not block and not self._empty and not block.remarks:
            self._remark(
                self._line,
                "the graph block holds neither waves nor dependencies; it is left out",
            )
        return block

    def _object(self, data: dict[str, Any]) -> None:
        waves = next((data[k] for k in _WAVE_KEYS if k in data), None)
        tasks = next((data[k] for k in _TASK_KEYS if k in data), None)
        if isinstance(waves, dict):
            waves = [{"id": name, "tasks": told} for name, told in waves.items()]
        if isinstance(waves, list):
            self._waves(waves)
        elif isinstance(tasks, dict):
            for name, told in tasks.items():
                ids = self._resolve(str(name)).tasks
                self._waits(told if isinstance(told, dict) else {"deps": told}, ids)
        elif isinstance(tasks, list) and "edges" in data:
            for task in tasks:
                if isinstance(task, dict):
                    self._waits(task, self._resolve(str(_id_of(task))).tasks)
        elif isinstance(tasks, list):
            self._waves([{**data, "tasks": tasks}])
        elif not _KNOWN_KEYS & set(data) and _are_lists(data):
            data = {"dependencies": data}
        self._waits(data, [])

    def _waves(self, waves: Sequence[Any]) -> None:
        if waves and all(isinstance(wave, (str, int, float)) for wave in waves):
            waves = [waves]
        self._empty = self._empty or not waves
        for place, data in enumerate(self._by_number(waves)):
            tasks = data.get("tasks", []) if isinstance(data, dict) else data
            if isinstance(data, dict) and "tasks" not in data and _id_of(data):
                tasks = [data]
            if not isinstance(tasks, list):
                tasks = [tasks]
            name = _name_of(data, place)
            ids = [one for task in tasks for one in self._task(task, name)]
            free = not (isinstance(data, dict) and data.get("parallel") is False)
            wave = Wave(name, ids, self._find(name, tasks), free)
            self._block.waves.append(wave)
            self._names.setdefault(name, wave)
            if isinstance(data, dict):
                self._waits(data, ids)

    def _by_number(self, waves: Sequence[Any]) -> Sequence[Any]:
        """Put numbered waves in the order of their numbers, with a remark."""
        if not all(isinstance(wave, dict) and "tasks" in wave for wave in waves):
            return waves
        names = [_name_of(wave, -1) for wave in waves]
        if not all(name.isdecimal() for name in names) or len(set(names)) < len(names):
            return waves
        ordered = sorted(waves, key=lambda wave: int(_name_of(wave, -1)))
        if ordered != list(waves):
            self._remark(
                self._line,
                "the waves of the graph block are not in the order of their numbers; "
                "the numbers count",
            )
        return ordered

    def _task(self, task: Any, wave: str) -> list[str]:
        """Resolve one entry of a wave, which may be an object of its own."""
        name = str(_id_of(task) if isinstance(task, dict) else task)
        found = self._resolve(name)
        ids = []
        for one in found.tasks:
            if one in self._listed:
                self._remark(
                    self._find(name, [name]),
                    f"task {one} is in wave {self._listed[one]} and again in wave "
                    f"{wave}; the first counts",
                )
            else:
                self._listed[one] = wave
                ids.append(one)
        if isinstance(task, dict):
            self._waits(task, ids)
        return ids

    def _waits(self, data: dict[str, Any], ids: Sequence[str]) -> None:
        """Read whatever the object says of dependencies; `ids` are the tasks it is of."""
        for key in _WAIT_KEYS:
            said = data.get(key)
            if isinstance(said, dict):
                for task, befores in said.items():
                    for one in self._resolve(str(task)).tasks:
                        self._declare([one], befores)
            elif isinstance(said, list) and ids:
                self._declare(ids, said)
            elif isinstance(said, list):
                self._pairs(said)
            elif isinstance(said, (str, int)) and not isinstance(said, bool) and ids:
                self._declare(ids, [said])
        edges = data.get("edges")
        if isinstance(edges, list):
            self._empty = self._empty or not edges
            self._pairs(edges)

    def _pairs(self, pairs: Sequence[Any]) -> None:
        for pair in pairs:
            if isinstance(pair, dict):
                before = pair.get("from", pair.get("source"))
                after = pair.get("to", pair.get("target"))
            elif isinstance(pair, list) and len(pair) > 1:
                before, after = pair[0], pair[1]
            elif isinstance(pair, str) and ARROW.search(pair):
                before, _, after = ARROW.sub("\0", pair, count=1).partition("\0")
            else:
                continue
            if before is not None and after is not None:
                self._declare(self._resolve(str(after)).tasks, [before])

    def _declare(self, ids: Sequence[str], befores: Any) -> None:
        before: list[str] = []
        for said in befores if isinstance(befores, list) else [befores]:
            before += self._before(said, ids)
        for one in ids:
            others = [name for name in before if name != one or len(before) == 1]
            shown = ", ".join(others) or "nothing"
            line = self._find(one, [one])
            why = f"graph block: {one} depends on {shown}"
            self._block.declared.append(Declared(one, others, why, line))

    def _before(self, said: Any, ids: Sequence[str]) -> list[str]:
        """Resolve what is waited for: a task, or a wave by its number or name."""
        name = str(_id_of(said) if isinstance(said, dict) else said)
        wave = self._names.get(name)
        if wave and (isinstance(said, int) or not self._resolver.knows(name)):
            return [one for one in wave.tasks if one not in ids]
        return self._resolve(name).tasks

    def _resolve(self, name: str) -> References:
        found = self._resolver.find(name)
        if not found.tasks:
            self._block.remarks.append(
                Remark(
                    self._find(name, [name]),
                    f"the graph block names task {name}, which the plan does not have: "
                    "correct the id or take it out",
                    error=True,
                    kind="unknown",
                )
            )
        for one in found.ambiguous:
            self._block.remarks.append(ambiguous(self._find(name, [name]), one))
        return found

    def _find(self, name: str, tasks: Sequence[Any]) -> int:
        """Find the line of an entry, for remarks."""
        for one in [*tasks, name]:
            quoted = json.dumps(one, ensure_ascii=False)
            if isinstance(one, (str, int)):
                for number, line in enumerate(self._lines):
                    if quoted in line:
                        return self._line + number + 1
        return self._line

    def _remark(self, line: int, message: str) -> None:
        self._block.remarks.append(Remark(line, message))


def ambiguous(line: int, name: str) -> Remark:
    """Remark that an id is used by several tasks, so that a reference is not clear."""
    return Remark(
        line,
        f"the id {name} is used by more than one task, so this may mean any of them; "
        "the first is taken",
        kind="ambiguous",
    )


def _load(text: str) -> Any:
    """Read JSON, or several values one after the other as a list of them.

    Numbers with a point keep their text: 1.10 is not 1.1.
    """
    decoder = json.JSONDecoder(parse_float=str)
    values, place = [], 0
    while place < len(text):
        value, end = decoder.raw_decode(text, place + _space(text, place))
        values.append(value)
        place = end + _space(text, end)
    return values[0] if len(values) == 1 else values


def _space(text: str, place: int) -> int:
    rest = text[place:]
    return len(rest) - len(rest.lstrip(" \t\r\n,"))


def _are_lists(data: dict[str, Any]) -> bool:
    return all(isinstance(one, list) for one in data.values())


def _id_of(data: dict[str, Any]) -> Any:
    return next((data[key] for key in _ID_KEYS if key in data), "")


def _name_of(data: Any, place: int) -> str:
    if isinstance(data, dict):
        for key in _NAMES:
            if isinstance(data.get(key), (str, int)) and (
                key != "name" or "tasks" in data
            ):
                return str(data[key])
    return str(place)
