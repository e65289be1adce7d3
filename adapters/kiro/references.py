# ruff: noqa: RUF001  (people write in many scripts)
"""What a line such as `Dependencies: Task 1, 2.1-2.3 (for the API)` refers to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.kiro.lines import TASK_WORD, read_label

if TYPE_CHECKING:
    from adapters.kiro.items import Item, Outline

_ASIDE = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_SPLIT = re.compile(
    r"[,;、，；・&+|]|(?<=\S)[ \t]+(?:and|und|et|y|e|и|или|or)[ \t]+(?=\S)"
    r"|(?<=[\d\w])[ \t]*(?:和|及|与|と|및)[ \t]*(?=\S)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"^(?:{TASK_WORD}|depends on|after|#)[ \t]*[:#]?[ \t]*", re.IGNORECASE
)
_DONE = (
    r"(?:is |are |must be )?(?:complete[d]?|done|finished|merged|first|completion)"
    r"|完了(?:後)?|完成(?:后|後)?|の?後|之后|완료(?: ?후)?|завершен\w*|completad\w*|concluíd\w*"
)
_TAIL = re.compile(rf"[ \t]*(?:{_DONE})$", re.IGNORECASE)
_NONE = re.compile(
    r"^(?:none|no|nil|nothing|n/?a|(?:无|無|没有)(?:依赖|依賴)?|なし|없음|нет|ningun[oa]"
    r"|nenhuma?|keine?|aucune?|nessuna)\b|^[-—–∅]+$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"^(?:all|everything)(?:[ \t]+(?:of[ \t]+)?(?:the[ \t]+)?(?:previous|prior|above|other"
    r"|preceding|earlier))?(?:[ \t]+(?:tasks|above|work))?(?:[ \t]+above)?$"
    r"|^(?:全部|所有(?:前置)?任务|之前所有任务|全て(?:のタスク)?|すべて(?:のタスク)?|모두|모든 작업|все"
    r"|todas?(?: las tareas| as tarefas)?)$",
    re.IGNORECASE,
)
_PREVIOUS = re.compile(
    r"^(?:the )?(?:previous|preceding|prior)(?: task)?$|^上一(?:个)?任务$|^前のタスク$",
    re.IGNORECASE,
)
_PHASE_WORD = (
    r"phase|layer|stage|step|sprint|milestone|group|part|阶段|階段|フェーズ|ステージ|단계"
    r"|фаза|этап|fase|etapa"
)
_PHASE = re.compile(rf"^({_PHASE_WORD})[ \t]*([\w.]+)$", re.IGNORECASE)
_NUMBER = r"\d+(?:\.\d+)*"
_RANGE = re.compile(
    rf"^({_NUMBER})[ \t]*(?:-|–|—|~|～|\.\.+|to|through|thru|until|至|到|から|до|a|bis)"
    rf"[ \t]*({_NUMBER})$"
)
_ACROSS = re.compile(r"^([\w][\w .-]*)/(?:tasks?[ \t#]*)?([\w][\w.-]*)$", re.IGNORECASE)
_SHAPE = re.compile(
    r"^(?:\d+(?:\.\d+)*[A-Za-z]?|[A-Z][A-Za-z0-9]*(?:-[A-Z0-9]+)*[-.]\d+[\w.]*)$"
)
_WITH_TEXT = re.compile(
    r"^(\d+(?:\.\d+)+[a-z]?|\d+(?=[.:：)][ \t])|[A-Z][A-Za-z0-9]*(?:-[A-Z0-9]+)*[-.]\d+(?:\.\d+)*)"
    r"[.:：)]?(?:[ \t]|$)"
)


@dataclass
class References:
    """What was found: tasks here, tasks of other specs, and what remains unclear.

    `worded` tells that a word such as `Task` stood before one of them.
    """

    tasks: list[str] = field(default_factory=list)
    across: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    vague: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    none: bool = False
    worded: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether all of it was understood."""
        said = self.none or self.tasks or self.across
        return bool(said) and not (self.vague or self.unknown)


class Resolver:
    """Finds the tasks of one outline that a text refers to."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._by_id = {item.id: item for item in outline.items}
        self._by_written: dict[str, list[Item]] = {}
        self._by_stem: dict[str, list[Item]] = {}
        for item in outline.items:
            if not item.written:
                continue
            self._by_written.setdefault(item.written.casefold(), []).append(item)
            stem = item.written
            while "." in stem:
                stem = stem.rpartition(".")[0]
                self._by_stem.setdefault(stem.casefold(), []).append(item)
        self._leaves = [item for item in outline.items if not item.children]

    def read(self, text: str, asking: Item) -> References:
        """Read a list of references as the task `asking` means it."""
        found = References()
        bare = _ASIDE.sub(" ", text).strip(" \t*_`.。")
        if not bare:
            bare = text.strip(" \t*_`.。()（）[]")
        if _NONE.match(bare):
            found.none = True
            return found
        for part in _SPLIT.split(bare):
            word = part.strip(" \t*_`.。'\"“”")
            if word:
                self._read_one(word, asking, found)
        found.tasks = list(dict.fromkeys(found.tasks))
        return found

    def knows(self, name: str) -> bool:
        """Tell whether a task has this id."""
        return bool(self._named(name, References()))

    def find(self, name: str) -> References:
        """Find one task by its id, alone or with words around it."""
        found = References()
        bare = name.strip(" \t*_`.\"'")
        items = self._named(bare, found)
        if not items:
            words = _TAIL.sub("", _LEAD.sub("", bare)).strip(" \t*_`.:：")
            items = self._named(words, found) or self._ranged(words, found)
            items = items or self._named(read_label(bare).id, found)
        found.tasks = [item.id for item in items]
        return found

    def _read_one(self, word: str, asking: Item, found: References) -> None:
        worded = _LEAD.match(word) is not None
        found.worded = found.worded or worded
        name = _TAIL.sub("", _LEAD.sub("", word)).strip(" \t*_`.:：")
        items = self._named(name, found)
        if not items:
            unknown = len(found.unknown)
            items = self._ranged(name, found) or self._phrase(name, asking)
            if len(found.unknown) > unknown:
                return
        if items:
            found.tasks += [item.id for item in items]
            return
        across = _ACROSS.match(name)
        if across is not None:
            found.across.append((across[1].strip(), across[2]))
        elif _SHAPE.match(name):
            found.unknown.append(name)
        else:
            self._leading(name, word, found, worded=worded)

    def _named(self, name: str, found: References) -> list[Item]:
        """Find a task by its id, or the tasks below an id that has no line."""
        if not name:
            return []
        key = name.casefold()
        items = self._by_written.get(key)
        if items is None and name in self._by_id:
            return [self._by_id[name]]
        if items is None:
            items = self._by_written.get(key + ".0")
        if items is None and key.endswith(".0"):
            items = self._by_written.get(key[:-2])
        if items:
            if len(items) > 1:
                found.ambiguous.append(name)
            return items[:1]
        below = self._by_stem.get(key)
        if below:
            return [item for item in below if item.parent is None] or below
        return self._headed(name)

    def _headed(self, name: str) -> list[Item]:
        for section in self._outline.sections:
            if section.label.id == name:
                return self._in_section(section.line, section.last)
        return []

    def _in_section(self, first: int, last: int) -> list[Item]:
        return [item for item in self._leaves if first <= item.line < last]

    def _ranged(self, name: str, found: References) -> list[Item]:
        ends = _RANGE.match(name)
        if ends is None:
            return []
        if not (self._named(ends[1], found) and self._named(ends[2], found)):
            found.unknown += [e for e in ends.groups() if not self._named(e, found)]
            return []
        low, high = ([int(n) for n in end.split(".")] for end in ends.groups())
        return [
            item
            for item in self._outline.items
            if item.written
            and (key := _key(item.written)) is not None
            and low <= key
            and key[: len(high)] <= high
        ]

    def _phrase(self, name: str, asking: Item) -> list[Item]:
        if _ALL.match(name):
            return [item for item in self._leaves if item.line < asking.line]
        if _PREVIOUS.match(name):
            return [item for item in self._leaves if item.line < asking.line][-1:]
        phase = _PHASE.match(name)
        if phase is None:
            return []
        title = re.compile(
            rf"^\W*{re.escape(phase[1])}[ \t]*{re.escape(phase[2])}(?![\w.]*\w)",
            re.IGNORECASE,
        )
        items = [
            item
            for section in self._outline.sections
            if title.match(section.title)
            for item in self._in_section(section.line, section.last)
        ]
        items += [item for item in self._outline.items if title.match(item.title)]
        return [item for item in items if item is not asking]

    def _leading(
        self, name: str, word: str, found: References, *, worded: bool
    ) -> None:
        """Read an id with words behind it, when it looks like nothing but an id."""
        start = _WITH_TEXT.match(name)
        head = start[1] if start else name.split(" ", 1)[0] if worded else ""
        items = self._named(head, found) if head else []
        if items:
            found.tasks += [item.id for item in items]
        else:
            found.vague.append(word)


def _key(written: str) -> list[int] | None:
    parts = written.split(".")
    return [int(part) for part in parts] if all(p.isdigit() for p in parts) else None
