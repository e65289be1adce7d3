# ruff: noqa: RUF001  (people write in many scripts)
"""The requirements of a spec: requirements.md, or bugfix.md, by id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.kiro import words
from adapters.kiro.fences import find_fences
from adapters.kiro.lines import HEADING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapters.kiro.document import Document

_TITLE = re.compile(
    r"^[*_]*(?:[^\W\d_]+\.?[ \t]+)?(?P<id>[A-Za-z]{0,8}-?\d+(?:\.\d+)*)"
    r"[*_]*(?:[ \t]*[.:：)、-][ \t]*|[ \t]+|$)(?P<title>.*?)[*_]*$"
)
_WORDED = re.compile(
    r"^[*_]*(?:requirement|需求|要求|要件|요구[ ]?사항|требование|requisito|requerimiento"
    r"|anforderung|exigence|property|bug)[ \t]*(?P<id>\w*-?\d+(?:\.\d+)*)"
    r"[*_]*[ \t]*[.:：)、-]?[ \t]*(?P<title>.*?)[*_]*$",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_]*(\d+\.\d+)[*_]*[.:：)]?[*_]*[ \t]+(\S.*)$"
)
_NUMBERED = re.compile(
    r"^[ \t]{0,3}(?:[-*+][ \t]+)?[*_]*(\d+)[.)、．][*_]*[ \t]+(\S.*)$"
)
_BUGFIX = (
    re.compile(
        r"current|defect|actual|现状|当前|現状|현재|текущ|actual|atual", re.IGNORECASE
    ),
    re.compile(r"expected|correct|期望|预期|期待|기대|ожида|esperad", re.IGNORECASE),
    re.compile(
        r"unchanged|preserv|regression|不变|不変|保持|유지|неизмен|sin cambio",
        re.IGNORECASE,
    ),
)
_PREFIX = re.compile(r"^(?:r|req|requirement)s?[-. ]?(?=\d)", re.IGNORECASE)
_ID = re.compile(r"^[A-Za-z]{0,5}-?\d+(?:\.\d+)*$")


class Requirements:
    """Texts by id: `2` a requirement with all its criteria, `2.3` one criterion."""

    def __init__(self, texts: Mapping[str, str], whole: Mapping[str, str]) -> None:
        self._texts = texts
        self._whole = whole
        self._ranges: dict[tuple[str, str], list[str]] = {}
        self._numbers = [(key, _numbers(key)) for key in texts if "." in key]
        self._plain = {_PREFIX.sub("", key): key for key in reversed(list(texts))}

    def __bool__(self) -> bool:
        return bool(self._texts)

    @property
    def ids(self) -> Sequence[str]:
        """All ids in document order."""
        return tuple(self._texts)

    def find(self, reference: str) -> str:
        """Give the text of a requirement or criterion, or "".

        `R2.3` and `REQ-2.3` find `2.3` when no id is written so.
        """
        key = reference if reference in self._texts else ""
        key = key or self._plain.get(_PREFIX.sub("", reference), "")
        return self._whole.get(key) or self._texts.get(key, "")

    def missing(self, references: Sequence[str]) -> list[str]:
        """List the references that look like ids and are none that is known."""
        if not self._texts:
            return []
        return [one for one in references if _ID.match(one) and not self._knows(one)]

    def _knows(self, reference: str) -> bool:
        return reference in self._texts or _PREFIX.sub("", reference) in self._plain

    def between(self, low: str, high: str) -> list[str]:
        """List the criteria from one id to another, both included."""
        if (low, high) not in self._ranges:
            first, last = _numbers(low), _numbers(high)
            self._ranges[low, high] = [
                key
                for key, numbers in self._numbers
                if first <= numbers and numbers[: len(last)] <= last
            ]
        return self._ranges[low, high]


def read_requirements(document: Document, *, bugfix: bool = False) -> Requirements:
    """Read the acceptance criteria of a requirements.md or bugfix.md.

    A criterion is a numbered line below a requirement, or a line that begins with a
    number of two parts; lines below it belong to it. The sections of a bugfix.md
    count as 1 (current), 2 (expected) and 3 (unchanged behaviour).
    """
    reader = _Reader(bugfix=bugfix)
    hidden = bytearray(len(document.lines))
    for first, last in find_fences(document.lines)[0]:
        hidden[first : last + 1] = b"\1" * (last + 1 - first)
    for number, line in enumerate(document.lines):
        if hidden[number]:
            reader.add(line)
        elif found := HEADING.match(line):
            reader.heading(len(found[1]), found[2])
        else:
            reader.line(line)
    return Requirements(reader.texts(), reader.whole())


class _Reader:
    def __init__(self, *, bugfix: bool) -> None:
        self._bugfix = bugfix
        self._lines: dict[str, list[str]] = {}
        self._titles: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        self._above = ""
        self._level = 7
        self._here = ""

    def heading(self, level: int, title: str) -> None:
        self._here = ""
        found = _WORDED.match(title) or (None if self._bugfix else _TITLE.match(title))
        if self._bugfix:
            place = next((n for n, b in enumerate(_BUGFIX, 1) if b.search(title)), 0)
            key = str(place) if place else ""
        else:
            key = found["id"] if found else ""
        if key:
            self._above, self._level = key, level
            self._titles.setdefault(key, found["title"] if found else title)
            self._parts.setdefault(key, [])
            self._lines.setdefault(key, [])
        elif level <= self._level:
            self._above = ""

    def line(self, line: str) -> None:
        full = _FULL.match(line)
        if full is not None:
            self._begin(full[1], full[2])
            return
        numbered = _NUMBERED.match(line) if self._above else None
        if numbered is not None:
            self._begin(f"{self._above}.{numbered[1]}", numbered[2])
        else:
            self.add(line)

    def add(self, line: str) -> None:
        key = self._here or self._above
        if key:
            self._lines.setdefault(key, []).append(line.rstrip())

    def _begin(self, key: str, text: str) -> None:
        if key in self._lines:
            self._lines[key].append(text.strip())
        else:
            self._lines[key] = [text.strip()]
        self._here = key
        above = self._above or key.rpartition(".")[0]
        parts = self._parts.setdefault(above, [])
        if key not in parts:
            parts.append(key)

    def texts(self) -> dict[str, str]:
        texts = {}
        for key, lines in self._lines.items():
            text = "\n".join(lines).strip()
            title = self._titles.get(key, "")
            texts[key] = "\n".join(part for part in (title, text) if part)
        return texts

    def whole(self) -> dict[str, str]:
        texts = self.texts()
        whole = {}
        for key, parts in self._parts.items():
            criteria = [f"{part}. {texts[part]}" for part in parts if part != key]
            own = [texts[key]] if texts.get(key) else []
            whole[key] = "\n".join(own + criteria)
        return whole


def read_references(text: str) -> list[str]:
    """Read the value of a `Requirements:` line into ids, ranges and free words."""
    found = []
    for part in re.split(r"[,;、，；・&|]|[ \t]+and[ \t]+", _ASIDE.sub(" ", text)):
        word = _LEAD.sub("", part.strip(" \t*_`.。()（）")).strip(" \t*_`.")
        if word:
            found.append("All" if words.is_all(word) else word)
    return list(dict.fromkeys(found))


def expand(references: Sequence[str], known: Requirements) -> list[str]:
    """Write ranges and `All` out into the ids they stand for, as far as known."""
    ids: list[str] = []
    for reference in references:
        ends = _RANGE.match(reference)
        if ends is None:
            ids.append(reference)
            continue
        prefix, low, high = ends[1] or "", ends[2], ends[3]
        between = known.between(low, high) if known else _count(low, high)
        ids += [prefix + one for one in between] or [reference]
    return list(dict.fromkeys(ids))


def _count(low: str, high: str) -> list[str]:
    """Count from 1.1 to 1.7, or from 2 to 4; nothing when the stems differ."""
    stem, _, first = low.rpartition(".")
    other, _, last = high.rpartition(".")
    if stem != other or not int(first) <= int(last) <= int(first) + 100:
        return []
    dot = f"{stem}." if stem else ""
    return [f"{dot}{number}" for number in range(int(first), int(last) + 1)]


def _numbers(key: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", key)]


_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_LEAD = re.compile(
    r"^(?:requirements?|reqs?\.?|需求|要求|要件|요구[ ]?사항|требовани\w+|requisitos?)[ \t#]*"
    r"(?=\d|[A-Z]+-?\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"^([A-Z]{1,4}-?)?(\d+(?:\.\d+)*)[ \t]*(?:-|–|—|~|～|to|through|至|到)[ \t]*"
    r"(?:[A-Z]{1,4}-?)?(\d+(?:\.\d+)*)$"
)
