"""Ticking a task: one byte of the plan changes, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.kiro.document import Document
from adapters.kiro.outline import read_outline

if TYPE_CHECKING:
    from adapters.kiro.items import Item

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
    if mark not in {"x", "-", "~", " "}:
        raise ValueError(f"'{mark}' is no mark of a task: use 'x', '-', '~' or ' '")
    document = Document(data)
    item = _find(read_outline(document).items, task)
    return _mark(document, item, mark) if _differs(item, mark) else data


def tick_with_parents(data: bytes, task: str) -> bytes:
    """Tick a task and each task above it that is finished by that.

    A task above is finished when all leaves below it are ticked that are not
    optional.

    Raises:
        LookupError: the file has no such task.

    """
    data = tick(data, task)
    item = _find(read_outline(Document(data)).items, task)
    ticked = {item.id}
    while item.parent is not None and _finished(item.parent, ticked):
        item = item.parent
        ticked.add(item.id)
        data = tick(data, item.id)
    return data


def _find(items: list[Item], task: str) -> Item:
    names = [task, task.rsplit("/", 1)[-1]]
    for name in names:
        for item in items:
            if item.id == name:
                return item
    raise LookupError(
        f"the plan has no task {task}: it was removed or renamed since it was read"
    )


def _finished(parent: Item, ticked: set[str]) -> bool:
    leaves = [leaf for leaf in _leaves(parent) if leaf.column >= 0]
    return all(
        leaf.mark in _SAME["x"] or leaf.id in ticked
        for leaf in leaves
        if not _is_optional(leaf, parent)
    )


def _is_optional(leaf: Item, below: Item) -> bool:
    here: Item | None = leaf
    while here is not None and here is not below:
        if here.optional:
            return True
        here = here.parent
    return False


def _leaves(item: Item) -> list[Item]:
    if not item.children:
        return [item]
    return [leaf for child in item.children for leaf in _leaves(child)]


def _differs(item: Item, mark: str) -> bool:
    return item.column >= 0 and (
        not item.mark or item.mark not in _SAME.get(mark, mark)
    )


def _mark(document: Document, item: Item, mark: str) -> bytes:
    return document.replace(item.line, item.column, len(item.mark), mark)
