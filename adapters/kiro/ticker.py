"""Ticking a task: one byte of the plan changes, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.kiro.document import Document, Edit
from adapters.kiro.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adapters.kiro.items import Item

MARKS = frozenset("x-~ ")
_SAME = {"x": "xX", " ": " \xa0"}


def tick(data: bytes, task: str, mark: str = "x") -> bytes:
    """Set the mark in the box of a task; give the bytes of the new tasks.md.

    `task` is an id of the plan, generated ones included, with or without the spec
    before it (`checkout/1.2`). `mark` is `x`, `-` (in progress), `~` (queued) or a
    blank. The same bytes come back when the box has the mark already, and when the
    task is a heading without a box.

    Raises:
        LookupError: the file has no such task.
        ValueError: the mark is none of these.

    """
    if mark not in MARKS:
        raise ValueError(f"'{mark}' is no mark of a task: use 'x', '-', '~' or ' '")
    document = Document(data)
    item = _find(read_outline(document).items, task)
    return _write(data, document, [item], mark)


def tick_with_parents(data: bytes, task: str) -> bytes:
    """Tick a task and each task above it that is finished by that.

    A task above is finished when all leaves below it are ticked that are not
    optional.

    Raises:
        LookupError: the file has no such task.

    """
    document = Document(data)
    item = _find(read_outline(document).items, task)
    ticked = [item]
    while item.parent is not None and _is_finished(item.parent, ticked):
        item = item.parent
        ticked.append(item)
    return _write(data, document, ticked, "x")


def _find(items: list[Item], task: str) -> Item:
    for name in (task, task.rsplit("/", 1)[-1]):
        for item in items:
            if item.id == name:
                return item
    raise LookupError(
        f"the plan has no task {task}: it was removed or renamed since it was read"
    )


def _is_finished(parent: Item, ticked: list[Item]) -> bool:
    return all(
        leaf.mark in _SAME["x"] if leaf.mark else leaf.column < 0
        for leaf in _required(parent)
        if leaf not in ticked
    )


def _required(item: Item) -> Iterator[Item]:
    """Go through the leaves below a task that are not optional."""
    for child in item.children:
        if not child.optional:
            yield from _required(child) if child.children else (child,)


def _write(data: bytes, document: Document, items: Iterable[Item], mark: str) -> bytes:
    edits = [
        Edit(item.line, item.column, len(item.mark), mark)
        for item in items
        if item.column >= 0
        and (not item.mark or item.mark not in _SAME.get(mark, mark))
    ]
    return document.edited(edits) if edits else data
