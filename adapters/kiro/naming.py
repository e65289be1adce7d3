"""Ids for tasks without one or with one that is taken, and the parent of each."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from domain.plan.model import Remark

if TYPE_CHECKING:
    from adapters.kiro.items import Item, Outline

_WORD = re.compile(r"[A-Za-z0-9]+")
_TAIL = re.compile(r"\.\d+[A-Za-z]?$")
_SHOWN = 3
_LETTER = re.compile(r"(?<=\d)[A-Za-z]$")


def name_items(outline: Outline) -> None:
    """Give every task an id of its own.

    A written id is kept. Used again, it gets `-dup2`, `-dup3` and a warning. A task
    without an id gets one made from its title and the heading or task above it, so
    that it stays the same when other tasks come and go or boxes are ticked.
    """
    first: dict[str, Item] = {}
    for item in outline.items:
        if item.written:
            first.setdefault(item.written, item)
    taken = set(first)
    uses: dict[str, int] = {}
    unnamed = 0
    for item in outline.items:
        if not item.written:
            unnamed += 1
            item.id = _free(_generate(item, outline), "-", taken, uses)
        elif first[item.written] is item:
            item.id = item.written
        else:
            item.id = _free(item.written, "-dup", taken, uses)
            outline.remarks.append(
                Remark(
                    item.line + 1,
                    f"the id {item.written} was used before, in line "
                    f"{first[item.written].line + 1}; this task is taken as {item.id}",
                    kind="duplicate",
                )
            )
        taken.add(item.id)
    if unnamed:
        _tell_unnamed(outline, unnamed)


def adopt(outline: Outline) -> None:
    """Find the parent of each task: from its id, or without one from its indent."""
    seen: dict[str, Item] = {}
    every = {item.written: item for item in reversed(outline.items) if item.written}
    for item in outline.items:
        parent = _parent(item, seen, every)
        if parent is not None and not _is_below(parent, item):
            item.parent = parent
            parent.children.append(item)
        if item.written:
            seen[item.written] = item


def _parent(item: Item, seen: dict[str, Item], every: dict[str, Item]) -> Item | None:
    if not item.written:
        return item.outer
    stem = item.written
    base = _LETTER.sub("", stem)
    if base != stem and base in seen and seen[base].indent < item.indent:
        return seen[base]
    while (shorter := _TAIL.sub("", stem)) != stem:
        stem = shorter
        found = seen.get(stem) or every.get(stem)
        if found is not None:
            return found
        zero = seen.get(stem + ".0")
        if zero is not None and zero.indent < item.indent:
            return zero
    again = item.id != item.written
    return item.outer if again and "." not in item.written else None


def _is_below(one: Item, item: Item) -> bool:
    here: Item | None = one
    while here is not None:
        if here is item:
            return True
        here = here.parent
    return False


def _free(wanted: str, sign: str, taken: set[str], uses: dict[str, int]) -> str:
    """Give the id itself when it is free, else with the sign and the next number."""
    if wanted not in taken:
        return wanted
    number = uses.get(wanted, 1) + 1
    while f"{wanted}{sign}{number}" in taken:
        number += 1
    uses[wanted] = number
    return f"{wanted}{sign}{number}"


def _generate(item: Item, outline: Outline) -> str:
    above = item.outer.title if item.outer else outline.sections[item.section].title
    text = " ".join(f"{above}\n{item.title}".lower().split(" "))
    words = _WORD.findall(item.title.lower())[:4]
    slug = "-".join(words)[:32].strip("-") or "task"
    if not slug[0].isalpha():
        slug = f"task-{slug}"
    return f"{slug}-{sha256(text.encode()).hexdigest()[:4]}"


def _tell_unnamed(outline: Outline, count: int) -> None:
    items = [item for item in outline.items if not item.written]
    shown = ", ".join(f"{i.id} (line {i.line + 1})" for i in items[:_SHOWN])
    more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
    one = "1 task has" if count == 1 else f"{count} tasks have"
    outline.remarks.append(
        Remark(
            items[0].line + 1,
            f"{one} no id; made from the title: {shown}{more}",
        )
    )
