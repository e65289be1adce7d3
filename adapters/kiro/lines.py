"""What one line of a task list is: a box, a heading, a fence; and the id it names."""

# ruff: noqa: RUF001  (people write in many scripts)
from __future__ import annotations

import re
from typing import NamedTuple

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
FENCE = re.compile(r"^([ \t]*)(?:[-*+][ \t]+)?(`{3,}|~{3,})[ \t]*([^`]*)$")

_BOX = re.compile(
    r"^(?P<indent>[ \t\u3000]*)(?:[-*+]|(?P<number>\d{1,3})[.)])[ \t]*"
    r"\[(?P<mark>[^\[\]]?)\](?P<star>\\?\*(?!\*))?(?P<rest>.*)$"
)
_ALMOST = re.compile(r"^[ \t]*[-*+][ \t]*\[[ xX~-]{2,3}\][ \t]+\S")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+")

TASK_WORD = (
    r"(?:[Tt]asks?|TASK|任务|任務|タスク|作业|작업|태스크|Задач[аи]|Tarefas?|Tareas?"
    r"|Aufgabe|T[âa]che)"
)
# Dotted numbers, a letter behind a dotted number, letters with numbers. Plain text
# such as "3D view" or "UTF-8" must not become an id, so each form says what follows.
_ID = re.compile(
    rf"""
    (?:\*\*|__)?[ \t]*
    (?P<word>{TASK_WORD}[ \t]*\#?[ \t]*)?
    (?P<id>
        \d+(?:\.\d+)+(?:[A-Za-z](?![A-Za-z0-9]))?(?![A-Za-z0-9_%/+-]|\.\d)
      | \d+[A-Za-z](?=\.(?:[ \t]|$)|[:：])
      | \d+(?=\\?\*?(?:[ \t]|$|\.(?!\d)|[:：)、．]|\*\*))
      | [A-Z][A-Za-z]{{0,15}}(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*[a-z]?
        (?=[:：)、]|\.(?:[ \t]|$)|\*\*|[ \t]+[-–—][ \t])
      | [A-Z]{{1,6}}\.\d+(?:\.\d+)*[a-z]?(?=\.?(?:[ \t]|$)|[:：)、]|\*\*)
      | [A-Z]{{1,4}}\d+(?:\.\d+)+[a-z]?(?=\.?(?:[ \t]|$)|[:：)、]|\*\*)
      | [A-Z]{{1,4}}\d+[a-z]?(?=\.(?:[ \t]|$)|[:：)]|\*\*)
      | T\d{{3}}(?=[ \t]|$)
    )
    (?P<star>\\?\*(?!\*))?
    (?P<end>\*\*|__)?
    [.:：)、．]?
    (?:[ \t]*[-–—][ \t]+)?
    """,
    re.VERBOSE,
)
_STAR = re.compile(r"^\\?\*[ \t]+")
_PARALLEL = re.compile(r"^(?:\(P\)|\[P\])[ \t]*|[ \t]*\(P\)$")


class Box(NamedTuple):
    """A list item with a check box; `column` is where the mark stands."""

    indent: int
    mark: str
    column: int
    optional: bool
    text: str
    number: str


class Label(NamedTuple):
    """The id at the start of a title (or none), the title, and its marks."""

    id: str
    title: str
    optional: bool
    parallel: bool
    worded: bool


def read_box(line: str) -> Box | None:
    """Read a line as a list item with a check box."""
    if "[" not in line:
        return None
    found = _BOX.match(line)
    if found is None:
        return None
    mark, rest = found["mark"], found["rest"]
    if mark.isdigit() or rest[:1] in {"(", "[", ":"}:
        return None
    starred = found["star"] is not None
    text = rest.strip()
    if not starred and (star := _STAR.match(text)):
        starred, text = True, text[star.end() :]
    if mark not in " \xa0xX-~" and not rest[:1].isspace():
        return None
    indent = len(found["indent"].expandtabs(4))
    return Box(indent, mark, found.start("mark"), starred, text, found["number"] or "")


def is_almost_box(line: str) -> bool:
    """Tell whether a line looks like a check box with too much in it."""
    return _ALMOST.match(line) is not None


def is_bullet(line: str) -> bool:
    """Tell whether a line is an item of a list."""
    return _BULLET.match(line) is not None


def indent_of(line: str) -> int:
    """Measure the white space before a line, a tab going to the next multiple of 4."""
    space = line[: len(line) - len(line.lstrip())]
    return len(space.expandtabs(4))


def read_label(text: str) -> Label:
    """Take the id, the marks and the title from the text behind a box."""
    found = _ID.match(text)
    if found is None:
        title, parallel = _unmark(_plain(text))
        return Label("", title, False, parallel, False)
    title, parallel = _unmark(_plain(text[found.end() :]))
    starred = found["star"] is not None
    if not starred and (star := _STAR.match(title)):
        starred, title = True, title[star.end() :]
    return Label(found["id"], title, starred, parallel, found["word"] is not None)


def _unmark(title: str) -> tuple[str, bool]:
    bare = _PARALLEL.sub("", title).strip()
    return bare, bare != title


def _plain(text: str) -> str:
    return text.replace("**", "").strip()
