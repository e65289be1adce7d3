"""What is found in a tasks.md: tasks and headings, with their lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.kiro.lines import Label
    from domain.plan.model import Remark


@dataclass
class Section:
    """A heading and the lines up to the next one of its level; lines count from 0."""

    line: int
    level: int
    title: str
    label: Label
    excluded: bool
    last: int = 0


@dataclass(eq=False)
class Item:
    """A task as it stands in the file; `column` is -1 when it has no box.

    `written` is the id in the file, or "". `first` and `last` enclose the lines of
    its text, `last` excluded. Lines and columns count from 0.
    """

    line: int
    written: str
    title: str
    indent: int
    section: int
    mark: str = ""
    column: int = -1
    optional: bool = False
    parallel: bool = False
    outer: Item | None = None
    id: str = ""
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)
    first: int = 0
    last: int = 0


@dataclass
class Outline:
    """All tasks and headings of a file, in its order."""

    items: list[Item]
    sections: list[Section]
    remarks: list[Remark]
    hidden: bytearray

    def body(self, item: Item, lines: Sequence[str]) -> Sequence[str]:
        """Give the lines of text that belong to a task."""
        return lines[item.first : item.last]
