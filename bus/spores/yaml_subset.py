"""The small part of YAML that spores are written in, written and read.

A mapping of names to texts, one level deep: texts stand as JSON strings or, when they
have several lines, as literal blocks; one nested mapping is indented by two spaces.
People may also write plain or single-quoted texts. Every YAML reader reads what is
written here; nothing but texts can come out of what is read.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from collections.abc import Mapping

Node = Union[str, "dict[str, str]"]

_ENTRY = re.compile(r"(?P<key>[A-Za-z0-9_-]+):(?: +(?P<value>.*?))? *")
_BLOCK = re.compile(r"\|2?(?P<chomping>[-+]?)2?")
INDENT = "  "


def dump(content: Mapping[str, Node]) -> str:
    """Write a mapping; ends with a newline."""
    lines: list[str] = []
    for key, value in content.items():
        if isinstance(value, str):
            lines.append(f"{key}: {_scalar(value)}")
        elif value:
            lines.append(f"{key}:")
            lines.extend(f"{INDENT}{k}: {_quoted(v)}" for k, v in value.items())
        else:
            lines.append(f"{key}: {{}}")
    return "\n".join(lines) + "\n"


def load(text: str) -> dict[str, Node]:
    """Read a mapping.

    Raises:
        ValueError: it is something else; the message names the line.

    """
    return _Reader(text).read()


def _scalar(value: str) -> str:
    if "\n" not in value or not value.replace("\n", "").isprintable():
        return _quoted(value)
    ending = "+" if value.endswith("\n") else "-"
    lines = (value[:-1] if ending == "+" else value).split("\n")
    return f"|2{ending}\n" + "\n".join(f"{INDENT}{x}" if x else "" for x in lines)


def _quoted(value: str) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


class _Reader:
    """Goes through the lines once."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        if self._lines[-1] == "":
            del self._lines[-1]
        self._at = 0

    def read(self) -> dict[str, Node]:
        content: dict[str, Node] = {}
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() and not line.startswith("#"):
                key, value = self._entry(line)
                content[key] = self._value(value)
            else:
                self._at += 1
        return content

    def _entry(self, line: str) -> tuple[str, str]:
        found = _ENTRY.fullmatch(line)
        if found is None:
            raise ValueError(
                f"line {self._at + 1} of the YAML block is no 'name: text'"
            )
        self._at += 1
        return found["key"], found["value"] or ""

    def _value(self, value: str) -> Node:
        block = _BLOCK.fullmatch(value)
        if block is not None:
            return self._block(block["chomping"])
        if value in ("", "{}"):
            return self._nested()
        return self._plain(value)

    def _nested(self) -> dict[str, str]:
        content: dict[str, str] = {}
        while self._at < len(self._lines) and self._lines[self._at].startswith(INDENT):
            key, value = self._entry(self._lines[self._at][len(INDENT) :])
            content[key] = self._plain(value)
        return content

    def _block(self, chomping: str) -> str:
        lines = []
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.strip() and not line.startswith(INDENT):
                break
            lines.append(line[len(INDENT) :])
            self._at += 1
        text = "\n".join(lines)
        if chomping == "+":
            return text + "\n"
        return text.rstrip("\n") + ("" if chomping == "-" else "\n")

    def _plain(self, value: str) -> str:
        if value.startswith('"'):
            try:
                return str(json.loads(value))
            except ValueError:
                raise ValueError(
                    f"line {self._at} of the YAML block has a broken text"
                ) from None
        if value.startswith("'"):
            return value[1:-1].replace("''", "'")
        return value
