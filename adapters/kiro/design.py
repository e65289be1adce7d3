"""The part of a design.md that matters to one task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from adapters.kiro.fences import find_fences
from adapters.kiro.lines import HEADING

if TYPE_CHECKING:
    from adapters.kiro.document import Document

LIMIT = 6000
_WORD = re.compile(r"[A-Za-z][a-z]{2,}|[A-Z]{3,}(?![a-z])|[^\W\da-zA-Z_]+")
_PLURAL = re.compile(r"^.{3,}[^s]s$")
_CODE = re.compile(r"`([^`\n]{3,60})`|\b([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)\b")
_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "into",
        "that",
        "this",
        "task",
        "tasks",
        "implement",
        "create",
        "build",
        "write",
        "add",
        "make",
        "set",
        "use",
        "using",
        "new",
        "test",
        "tests",
        "unit",
        "integration",
        "property",
        "all",
        "system",
        "support",
        "design",
        "overview",
        "architecture",
        "component",
        "components",
        "interface",
        "interfaces",
        "data",
        "model",
        "models",
        "implementation",
        "update",
        "based",
        "core",
        "main",
        "function",
        "functions",
        "class",
        "method",
        "strategy",
        "management",
        "error",
        "errors",
        "handling",
        "testing",
    ]
)
_HEADING_WEIGHT, _CODE_WEIGHT = 3, 2


class _Part(NamedTuple):
    words: frozenset[str]
    code: frozenset[str]
    text: str


class Design:
    """The sections of a design document, searchable by what a task is about."""

    def __init__(self, document: Document | None) -> None:
        self._parts = _split(document) if document is not None else []

    def excerpt(self, title: str, details: str = "", limit: int = LIMIT) -> str:
        """Give the sections that match a task, in document order.

        A section matches when its heading shares words with the task's title, or its
        text names the same code. At most `limit` characters are given, the
        best matching sections first in the choice; a cut is marked with `…`.
        """
        asked, code = _words(title), _code(f"{title}\n{details}")
        scored = []
        for place, part in enumerate(self._parts):
            score = _HEADING_WEIGHT * len(asked & part.words)
            score += _CODE_WEIGHT * len(code & part.code)
            if score and (asked & part.words or len(code & part.code) > 1):
                scored.append((-score, place))
        chosen: dict[int, str] = {}
        left = limit
        for _, place in sorted(scored):
            text = self._parts[place].text
            if len(text) + 2 > left and chosen:
                continue
            chosen[place] = text if len(text) <= left else text[: left - 1] + "…"
            left -= len(chosen[place]) + 2
        return "\n\n".join(chosen[place] for place in sorted(chosen))


def _split(document: Document) -> list[_Part]:
    hidden = {
        number
        for first, last in find_fences(document.lines)[0]
        for number in range(first, last + 1)
    }
    parts, title, lines = [], "", list[str]()
    for number, line in enumerate(document.lines):
        found = HEADING.match(line) if number not in hidden else None
        if found is not None:
            parts.append((title, lines))
            title, lines = found[2], []
        lines.append(line)
    parts.append((title, lines))
    return [
        _Part(_words(title), _code("\n".join(lines)), "\n".join(lines).strip())
        for title, lines in parts
        if title and any(line.strip() for line in lines[1:])
    ]


def _words(text: str) -> frozenset[str]:
    found = set()
    for word in _WORD.findall(text):
        if word.isascii():
            small = word.lower()
            small = small[:-1] if _PLURAL.match(small) else small
            if small not in _COMMON:
                found.add(small)
        else:
            found.update(word[at : at + 2] for at in range(len(word) - 1))
    return frozenset(found)


def _code(text: str) -> frozenset[str]:
    return frozenset(
        (quoted or camel).strip("() ") for quoted, camel in _CODE.findall(text)
    )
