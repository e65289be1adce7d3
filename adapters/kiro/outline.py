"""The tasks of a tasks.md with their hierarchy, before anything is resolved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.kiro import words
from adapters.kiro.fences import find_comments, find_fences
from adapters.kiro.items import Item, Outline, Section
from adapters.kiro.lines import (
    HEADING,
    Label,
    indent_of,
    is_almost_box,
    is_bullet,
    read_box,
    read_label,
)
from adapters.kiro.naming import adopt, name_items
from domain.plan.model import Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.kiro.document import Document
    from adapters.kiro.lines import Box

KNOWN_MARKS = " \xa0xX-~"
_BOXED_HEADING = re.compile(r"^(?:[-*+][ \t]+)?\[([ xX~-])\](\\?\*(?!\*))?[ \t]*(.+)$")
_RULE = re.compile(r"^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$")


def read_outline(document: Document) -> Outline:
    """Find the tasks of a document, name them, and say what parent each has."""
    scan = _Scan(document.lines)
    scan.run()
    outline = Outline(scan.items, scan.sections, scan.remarks, scan.hidden)
    _add_heading_tasks(outline, len(document.lines))
    _bound_bodies(outline, document.lines)
    name_items(outline)
    adopt(outline)
    return outline


class _Scan:
    """One pass over the lines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.items: list[Item] = []
        self.sections = [Section(-1, 0, "", Label("", "", False, False, False), False)]
        self.remarks: list[Remark] = []
        self.hidden = bytearray(len(lines))
        self._nest: list[Item] = []
        self._criteria = -1
        self._left_out: dict[int, list[int]] = {}

    def run(self) -> None:
        self._hide()
        for number, line in enumerate(self.lines):
            if self.hidden[number] or not line or line.isspace():
                continue
            if line[0] == "#" or line.startswith((" #", "  #", "   #")):
                found = HEADING.match(line)
                if found is not None:
                    self._heading(number, line, len(found[1]), found[2])
                    continue
            box = read_box(line)
            if box is not None:
                self._box(number, box)
            else:
                self._other(number, line)
        self._tell_left_out()

    def _hide(self) -> None:
        fences, unclosed = find_fences(self.lines)
        for first, last in fences + find_comments(self.lines):
            self.hidden[first : last + 1] = b"\1" * (last + 1 - first)
        for place in unclosed:
            self._remark(
                place,
                "this code fence is never closed; it is taken to end before the next "
                "heading or task",
            )

    def _heading(self, number: int, line: str, level: int, title: str) -> None:
        self._criteria, self._nest = -1, []
        boxed = _BOXED_HEADING.match(title)
        label = read_label(title if boxed is None else boxed[3])
        excluded = words.is_criteria_heading(title) or any(
            s.excluded and s.level < level for s in self._open(level)
        )
        self.sections.append(Section(number, level, title, label, excluded))
        if boxed is not None and label.title:
            column = line.index("[") + 1
            self._add(number, label, 0, boxed[1], column, boxed[2] is not None)

    def _open(self, level: int) -> list[Section]:
        """List the headings above the end of the document, the nearest first."""
        above = []
        for section in reversed(self.sections):
            if section.level < level:
                above.append(section)
                level = section.level
        return above

    def _box(self, number: int, box: Box) -> None:
        label = read_label(box.text)
        if not label.id and box.number:
            label = label._replace(id=box.number)
        if not label.id and self._is_criterion(box):
            self._left_out.setdefault(len(self.sections), []).append(number)
            return
        if not label.title and not label.id:
            self._remark(
                number, "this check box has no text; it is not taken as a task"
            )
            return
        if box.mark not in KNOWN_MARKS or not box.mark:
            what = f"the mark '{box.mark}' in" if box.mark else "nothing between"
            self._remark(
                number,
                f"{what} the brackets is no state of a task; it is taken as open",
            )
        if label.id or box.indent < self._criteria:
            self._criteria = -1
        self._add(number, label, box.indent, box.mark, box.column, box.optional)

    def _is_criterion(self, box: Box) -> bool:
        if self.sections[-1].excluded:
            return True
        return 0 <= self._criteria <= box.indent

    def _add(  # noqa: PLR0913
        self,
        number: int,
        label: Label,
        indent: int,
        mark: str,
        column: int,
        optional: bool,
    ) -> None:
        while self._nest and self._nest[-1].indent >= indent:
            self._nest.pop()
        item = Item(
            number,
            label.id,
            label.title or label.id,
            indent,
            len(self.sections) - 1,
            mark,
            column,
            optional or label.optional,
            label.parallel,
            self._nest[-1] if self._nest else None,
        )
        if words.says_optional(label.title) and not item.optional:
            self._remark(
                number,
                "the title says optional, but the box is not marked with * "
                "('- [ ]* …'); the task is taken as required",
            )
        self._nest.append(item)
        self.items.append(item)

    def _other(self, number: int, line: str) -> None:
        if line.startswith("**") and (title := words.phase_title(line)):
            self._criteria, self._nest = -1, []
            label = read_label(title)
            self.sections.append(Section(number, 7, title, label, False))
        elif words.is_criteria_label(line):
            self._criteria = indent_of(line) + is_bullet(line)
        elif self._criteria >= 0 and indent_of(line) <= (
            self._criteria - is_bullet(line)
        ):
            self._criteria = -1
        if "[" in line and is_almost_box(line):
            self._remark(
                number, "this looks like a check box but is none; write '- [ ]'"
            )

    def _tell_left_out(self) -> None:
        for numbers in self._left_out.values():
            count = len(numbers)
            boxes = (
                "this check box is" if count == 1 else f"these {count} check boxes are"
            )
            self._remark(
                numbers[0],
                f"{boxes} under criteria or a legend, and not taken as "
                f"{'a task' if count == 1 else 'tasks'}",
            )

    def _remark(self, line: int, message: str) -> None:
        self.remarks.append(Remark(line + 1, message))


def _add_heading_tasks(outline: Outline, end: int) -> None:
    """Take headings as tasks where the plan has no boxes for them."""
    sections, items = outline.sections, outline.items
    for place, section in enumerate(sections):
        closing = (s.line for s in sections[place + 1 :] if s.level <= section.level)
        section.last = next(closing, end)
    boxes = [item.line for item in items]
    written = {item.written for item in items}
    for place, section in enumerate(sections):
        label = section.label
        if not label.id or not label.title or section.excluded:
            continue
        if any(section.line <= line < section.last for line in boxes):
            continue
        if label.id in written or any(w.startswith(label.id + ".") for w in written):
            continue
        if label.worded or not boxes:
            item = Item(section.line, label.id, label.title, 0, place)
            item.parallel, item.optional = label.parallel, label.optional
            items.append(item)
        elif "." in label.id:
            outline.remarks.append(
                Remark(
                    section.line + 1,
                    f"the heading '{section.title}' looks like a task but has no check "
                    "box; it is not taken as one",
                )
            )
    items.sort(key=lambda item: item.line)


def _bound_bodies(outline: Outline, lines: Sequence[str]) -> None:
    ends = {item.line for item in outline.items}
    ends.update(section.line for section in outline.sections)
    ends.update(
        number
        for number, line in enumerate(lines)
        if line[:1] in "-*_" and not outline.hidden[number] and _RULE.match(line)
    )
    borders = [*sorted(ends), len(lines)]
    following = dict(zip(borders, borders[1:]))
    for item in outline.items:
        item.first, item.last = item.line + 1, following[item.line]
        while item.last > item.first and not lines[item.last - 1].strip():
            item.last -= 1
