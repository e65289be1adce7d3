r"""How text becomes words and back: quotes, escapes, and what is refused.

A word is bare (`kiro-3`), quoted (`"two words"`), or named (`key=value`); items of a
list may be quoted one by one (`files=a.py,"b, c.py"`). Both kinds of quotes know the
escapes `\"`, `\'`, `\\`, `\n`, `\r`, `\t` and `\uXXXX`. Outside of quotes a backslash is
just a backslash.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from commands.protocol.errors import ProtocolError

MAX_LENGTH = 262_144

_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"' + r"|'[^'\\]*(?:\\.[^'\\]*)*'"
_WORD = re.compile(
    rf"""\s*(?:([A-Za-z][\w-]*)=)?((?:{_QUOTED}|[^\s"',][^\s",]*|,)*)""", re.DOTALL
)
_ITEM = rf"""(?s:({_QUOTED}|[^"',][^",]*)?(?:,|$))"""
# Controls, line and paragraph separators, lone surrogates, and the marks that make a
# line look different from what it is (text direction overrides).
_CLASS = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_REFUSED = re.compile(f"[{_CLASS}]")
_ESCAPED = rf'[{_CLASS}\\"]'
_ESCAPED_SINGLE = rf"[{_CLASS}\\']"
_ESCAPE = r"(?s:\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.))"
_NAMED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "'": "\\'", "\\": "\\\\"}
_BARE = r"""[^\s"',=\\]+"""
_MAX_CODE = 0x10FFFF


class Word(NamedTuple):
    """One word: its name if it has one, its text as written, and where it begins."""

    key: str
    raw: str
    start: int

    @property
    def quoted(self) -> bool:
        """Whether it is a quoted text, which is always a value."""
        return self.raw[:1] in {'"', "'"}

    @property
    def value_start(self) -> int:
        """Where the value begins."""
        return self.start + (len(self.key) + 1 if self.key else 0)


def words_of(text: str) -> list[Word]:
    """Cut a line into words.

    Raises:
        ProtocolError: it is too long, holds control characters, or a quote is open.

    """
    if len(text) > MAX_LENGTH:
        raise ProtocolError(
            f"a command has at most {MAX_LENGTH} characters, not {len(text)}", 0
        )
    text = text.rstrip()
    refused = _REFUSED.search(text)
    if refused:
        raise _control_character(refused)
    words: list[Word] = []
    match = _WORD.match
    at, end = 0, len(text)
    while at < end:
        found = match(text, at)
        at = found.end() if found else at
        if found is None or (at < end and not text[at].isspace()):
            raise _open_quote(text, at)
        key, raw = found.groups("")
        start = at - len(raw) - len(key) - (1 if key else 0)
        words.append(Word(key, raw, start))
    return words


def _control_character(found: re.Match[str]) -> ProtocolError:
    return ProtocolError(
        f"a command is one line of plain text: the character U+{ord(found.group()):04X} "
        "is not allowed; inside quotes write \\n, \\t or \\uXXXX",
        found.start(),
    )


def _open_quote(text: str, at: int) -> ProtocolError:
    return ProtocolError(
        f"the quote {text[at]} is never closed or stands inside a word; close it, or "
        f"write \\{text[at]} inside quotes",
        at,
    )


def unquote(raw: str, at: int = 0) -> str:
    """Give the text that a written value stands for; `at` is where it begins.

    Raises:
        ProtocolError: an escape is unknown, or quotes stand beside bare text.

    """
    if raw[:1] not in {'"', "'"}:
        if '"' in raw:
            raise ProtocolError(
                "a value is either quoted as a whole or not at all", at + raw.index('"')
            )
        return raw
    body = raw[1:-1]
    if not _whole(raw):
        raise ProtocolError("a value is either quoted as a whole or not at all", at)
    if "\\" not in body:
        return body
    return re.sub(_ESCAPE, lambda found: _character(found, at + 1), body)


def _whole(raw: str) -> bool:
    found = re.match(_ITEM, raw)
    return found is not None and found.end(1) == len(raw)


def _character(found: re.Match[str], at: int) -> str:
    name = found.group(1)
    if name in _NAMED:
        return _NAMED[name]
    if len(name) > 1 and int(name[1:], 16) <= _MAX_CODE:
        return chr(int(name[1:], 16))
    raise ProtocolError(
        f"the escape \\{name} is unknown; write \\\\ for a backslash",
        at + found.start(),
    )


def quote(text: str) -> str:
    """Write a text as a quoted value, with the quotes that need fewer escapes."""
    if '"' in text and "'" not in text:
        return "'" + re.sub(_ESCAPED_SINGLE, _escape, text) + "'"
    return '"' + re.sub(_ESCAPED, _escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def bare(text: str) -> bool:
    """Tell whether a text may be written without quotes."""
    return re.fullmatch(_BARE, text) is not None and not _REFUSED.search(text)


def written(text: str) -> str:
    """Write a text as a value, quoted only if it must be."""
    return text if bare(text) else quote(text)


def items_of(raw: str, at: int = 0) -> list[str]:
    """Cut a written list into its items; an empty text is an empty list.

    Raises:
        ProtocolError: quotes stand beside bare text, or an escape is unknown.

    """
    if '"' not in raw and "'" not in raw:
        return raw.split(",") if raw else []
    items = []
    position = 0
    while True:
        found = re.compile(_ITEM).match(raw, position)
        if found is None:
            raise ProtocolError(
                "an item of a list is either quoted as a whole or not at all",
                at + position,
            )
        items.append(unquote(found.group(1) or "", at + position))
        position = found.end()
        if position >= len(raw) and not found.group().endswith(","):
            return items
