"""The canonical line: written from an action, and read back without any guessing."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from commands.protocol.lexicon import default_lexicon
from commands.protocol.quoting import quote
from commands.protocol.values import decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from commands.protocol.lexicon import Entry, Lexicon
    from commands.protocol.quoting import Word
    from commands.protocol.vocabulary.declaration import Command, Parameter


_VERB_AND_NOUN = 2
_QUOTES = frozenset("\"'")
_PUNCTUATION = frozenset(",;:!?")


class Reading(NamedTuple):
    """What a line says."""

    command: Command
    modifiers: tuple[str, ...]
    parameters: dict[str, Any]

    def to_text(self) -> str:
        """Write the canonical line."""
        command = self.command
        return write(command.verb, command.noun, self.modifiers, self.parameters)


def read(words: Sequence[Word], lexicon: Lexicon) -> Reading | None:
    """Read a canonical line; None when it is not one and must be understood.

    Raises:
        ProtocolError: it is canonical and a value in it is wrong.

    """
    if len(words) < _VERB_AND_NOUN:
        return None
    entry = lexicon.entries.get((words[0].raw, words[1].raw))
    if entry is None or words[0].key or words[1].key:
        return None
    modifiers: list[str] = []
    parameters: dict[str, Any] = {}
    free = iter(entry.positionals)
    for key, raw, start in words[2:]:
        if key:
            parameter = entry.keys.get(key)
            start += len(key) + 1  # noqa: PLW2901  (where the value begins)
        elif raw in entry.modifiers:
            modifiers.append(raw)
            continue
        else:
            parameter = _next_free(free, parameters, raw, entry)
        if parameter is None or parameter.name in parameters:
            return None
        parameters[parameter.name] = decode(parameter, raw, start)
    return Reading(entry.command, in_order(modifiers, entry), parameters)


def _next_free(
    free: Iterator[Parameter], parameters: dict[str, Any], raw: str, entry: Entry
) -> Parameter | None:
    if raw[0] not in _QUOTES and (
        raw[-1] in _PUNCTUATION or raw.casefold() in entry.special
    ):
        return None
    for one in free:
        if one.name not in parameters:
            return one
    return None


def in_order(modifiers: Sequence[str], entry: Entry) -> tuple[str, ...]:
    """Put modifiers into the order of their declaration, each once."""
    if len(modifiers) <= 1:
        return tuple(modifiers)
    return tuple(sorted(set(modifiers), key=entry.order.__getitem__))


def write(
    verb: str,
    noun: str,
    modifiers: Sequence[str],
    parameters: Mapping[str, Any],
    lexicon: Lexicon | None = None,
) -> str:
    """Write the canonical line: positional values, modifiers, then `key=value`."""
    entry = (lexicon or default_lexicon()).entries.get((verb, noun))
    parts = [verb, noun]
    named: list[str] = []
    in_place = _in_place(parameters, entry)
    for name in _in_order(parameters, entry):
        parameter = entry.keys.get(name) if entry else None
        text = encode(parameter, parameters[name])
        if entry and parameter and name in in_place:
            parts.append(_unmistakable(text, entry))
        else:
            named.append(f"{name}={text}")
    return " ".join([*parts, *modifiers, *named])


def _in_order(parameters: Mapping[str, Any], entry: Entry | None) -> list[str]:
    if entry is None:
        return list(parameters)
    declared = [name for name in entry.keys if name in parameters]
    return declared + [name for name in parameters if name not in entry.keys]


def _in_place(parameters: Mapping[str, Any], entry: Entry | None) -> frozenset[str]:
    """Tell which values need no name: the positional ones up to the first gap."""
    names = (one.name for one in entry.positionals) if entry else iter(())
    return frozenset(takewhile(parameters.__contains__, names))


def _unmistakable(text: str, entry: Entry) -> str:
    if text.casefold() in entry.special or text[-1] in _PUNCTUATION:
        return quote(text)
    return text
