"""A file of text as bytes, as lines, and the way back from one to the other."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_END = re.compile(r"\r\n|\n|\r")
_STRAY = re.compile("[\ud800-\udfff]")


class Edit(NamedTuple):
    """Replace `length` characters of a line, from a column on, by a text."""

    line: int
    column: int
    length: int
    text: str


class Document:
    """The lines of a file, without their endings (LF, CRLF or CR), counted from 0.

    Bytes that are no text in the file's encoding stand as U+FFFD in `lines`, one for
    each byte; `damaged` is the first line with one (-1: none).
    """

    def __init__(self, data: bytes) -> None:
        self._bom = b""
        self._encoding = "utf-8"
        for bom, encoding in _BOMS:
            if data.startswith(bom):
                self._bom, self._encoding = bom, encoding
                break
        wide = self._encoding != "utf-8"
        self._errors = "surrogatepass" if wide else "surrogateescape"
        end = len(data) - len(data) % 2 if wide else len(data)
        self._tail = data[end:]
        self._raw = data[len(self._bom) : end].decode(self._encoding, self._errors)
        text, self.damaged = self._raw, -1
        stray = _STRAY.search(text)
        if stray is not None:
            self.damaged = len(_END.findall(text, 0, stray.start()))
            text = _STRAY.sub("\ufffd", text)
        self.lines = _END.split(text) if "\r" in text else text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Give the file's bytes with some characters replaced, and nothing else."""
        starts = [0, *(end.end() for end in _END.finditer(self._raw))]
        raw = self._raw
        for edit in sorted(edits, reverse=True):
            place = starts[edit.line] + edit.column
            raw = raw[:place] + edit.text + raw[place + edit.length :]
        body = raw.encode(self._encoding, self._errors)
        return self._bom + body + self._tail
