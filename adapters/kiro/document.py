"""A file of text as bytes, as lines, and the way back from one to the other."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STRAY = re.compile("[\udc80-\udcff]")


class Document:
    """The lines of a file, without their endings, counted from 0.

    Lines end with LF, CRLF or, in a file without any LF, CR. Bytes that are not text
    in the file's encoding stand as U+FFFD in `lines`, one for each byte, and the
    first of these lines is `damaged` (-1: none).
    """

    def __init__(self, data: bytes) -> None:
        self._bom = b""
        self._encoding = "utf-8"
        for bom, encoding in _BOMS:
            if data.startswith(bom):
                self._bom, self._encoding = bom, encoding
                break
        self._raw = data[len(self._bom) :].decode(self._encoding, "surrogateescape")
        text, self.damaged = self._raw, -1
        stray = _STRAY.search(text)
        if stray is not None:
            self.damaged = text.count("\n", 0, stray.start())
            text = _STRAY.sub("\ufffd", text)
        self._end = "\n" if "\n" in text or "\r" not in text else "\r"
        self._lines = text.split(self._end)
        if self._lines[-1] == "":
            self._lines.pop()
        self.lines = (
            [line.removesuffix("\r") for line in self._lines]
            if "\r" in text
            else self._lines
        )

    def offset(self, line: int, column: int) -> int:
        """Tell the byte at which the character of a line stands."""
        place = sum(len(before) + 1 for before in self._lines[:line]) + column
        return len(self._bom) + len(self._bytes(self._raw[:place]))

    def replace(self, line: int, column: int, length: int, text: str) -> bytes:
        """Give the file's bytes with `length` characters of a line replaced."""
        place = sum(len(before) + 1 for before in self._lines[:line]) + column
        raw = self._raw
        return self._bom + self._bytes(raw[:place] + text + raw[place + length :])

    def _bytes(self, text: str) -> bytes:
        return text.encode(self._encoding, "surrogateescape")
