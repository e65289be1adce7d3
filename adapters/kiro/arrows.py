"""The order of tasks as arrows and sentences tell it: mermaid, `1 → 2`, prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.kiro import words
from domain.plan.model import Declared, Remark

if TYPE_CHECKING:
    from collections.abc import Collection

    from adapters.kiro.document import Document
    from adapters.kiro.items import Outline
    from adapters.kiro.references import Resolver

ARROW = re.compile(
    r"[ \t]*(?:<?[-=.]+(?:\|[^|]*\|)?[-=.]*>(?:\|[^|]*\|)?|→|⇒|➔|➜|⟶)[ \t]*"
)
_NODE = re.compile(
    r"^[ \t|+\\*-]*([\w.-]+)?[ \t]*(?:[\[({>]+[\"']?(.*?)[\"']?[\])}]+)?[ \t;]*$"
)
_SENTENCE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(.+?)[ \t]+(?:depends? on|waits? for|(?:is|are) blocked by)"
    r"[ \t]+(.+?)[ \t.]*$",
    re.IGNORECASE,
)


def read_arrows(
    document: Document,
    outline: Outline,
    resolver: Resolver,
    fenced: Collection[int],
) -> tuple[list[Declared], list[Remark]]:
    """Read the order that arrows and sentences in the graph's sections tell.

    `fenced` are the lines that open a fence. A line that names no tasks is counted
    in one remark.
    """
    declared: list[Declared] = []
    remarks: list[Remark] = []
    names: dict[str, str] = {}
    unread = 0
    last_heading = -1
    for section in outline.sections:
        if not words.GRAPH_HEADING.search(section.title):
            continue
        lines = document.lines[section.line + 1 : section.last]
        if any(section.line <= item.line < section.last for item in outline.items):
            continue
        for number, written in enumerate(lines, section.line + 1):
            if number in fenced:
                continue
            line = written if ARROW.search(written) else _as_arrow(written)
            if not line:
                continue
            if _read_chain(line, number, names, resolver, declared):
                continue
            unread += 1
            last_heading = last_heading if last_heading >= 0 else number
    if unread:
        what = "arrow or sentence" if unread == 1 else "arrows or sentences"
        remarks.append(
            Remark(
                last_heading + 1,
                f"{unread} {what} of the dependency graph name no tasks by id; "
                "they are left out",
            )
        )
    return declared, remarks


def _as_arrow(line: str) -> str:
    """Write `Task 3 depends on 1 and 2` as an arrow; "" for any other line."""
    found = _SENTENCE.match(line)
    if found is None:
        return ""
    after, before = (
        re.sub(r"(?i)[ \t]+and[ \t]+", ", ", end) for end in found.groups()
    )
    return f"{before} → {after}"


def _read_chain(
    line: str,
    number: int,
    names: dict[str, str],
    resolver: Resolver,
    declared: list[Declared],
) -> bool:
    """Read `a --> b --> c`; false when an end is no task."""
    groups = []
    for part in ARROW.split(line):
        group = []
        for one in re.split(r"[ \t]*(?:&|,|、)[ \t]*", part.strip()):
            found = _NODE.match(one)
            key, label = (found[1] or "", found[2] or "") if found else ("", one)
            label = label or names.get(key, "")
            if key and label:
                names[key] = label
            tasks = resolver.find(label).tasks or resolver.find(key).tasks
            if not tasks:
                return False
            group += tasks
        groups.append(group)
    for before, after in zip(groups, groups[1:]):
        for one in after:
            why = f"graph block: {', '.join(before)} → {one}"
            declared.append(Declared(one, before, why, number + 1))
    return len(groups) > 1
