"""The declarations, compiled for looking up."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from commands.protocol.vocabulary import COMMANDS
from commands.protocol.vocabulary.words import FILLERS, NOUNS, REFUSED, VERBS, forms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commands.protocol.vocabulary.declaration import Command, Modifier, Parameter
    from commands.protocol.vocabulary.words import Noun, Verb


class Entry:
    """One command with what its parsing needs at hand.

    `special` are words that a bare positional value cannot be: they mean something.
    `bound` are parameters that only go with some modifiers.
    """

    __slots__ = (
        "bound",
        "command",
        "grouped",
        "keys",
        "modifiers",
        "order",
        "positionals",
        "required",
        "special",
    )

    def __init__(self, command: Command, reserved: frozenset[str]) -> None:
        self.command = command
        self.keys: dict[str, Parameter] = {one.name: one for one in command.parameters}
        self.modifiers: dict[str, Modifier] = {
            one.name: one for one in command.modifiers
        }
        self.order = {one.name: at for at, one in enumerate(command.modifiers)}
        self.positionals = tuple(one for one in command.parameters if one.positional)
        self.required = tuple(one.name for one in command.parameters if one.required)
        self.bound = frozenset(
            name for one in command.modifiers for name in one.needs + one.takes
        )
        self.grouped = bool(
            self.bound or command.either or any(one.group for one in command.modifiers)
        )
        self.special = reserved | {
            _first(phrase)
            for one in command.parameters
            for phrase in (one.name, *one.words)
        }


class Lexicon:
    """A vocabulary, compiled."""

    def __init__(
        self,
        commands: Iterable[Command] = COMMANDS,
        verbs: Sequence[Verb] = VERBS,
        nouns: Sequence[Noun] = NOUNS,
        fillers: Sequence[str] = FILLERS,
    ) -> None:
        self.commands = tuple(commands)
        self.verbs = tuple(verbs)
        self.nouns = tuple(nouns)
        self.fillers = tuple(fillers)
        reserved = frozenset(map(_first, self._phrases())) | REFUSED
        self.entries: dict[tuple[str, str], Entry] = {
            (one.verb, one.noun): Entry(one, reserved) for one in self.commands
        }

    def command(self, verb: str, noun: str) -> Command | None:
        """Find a declaration."""
        entry = self.entries.get((verb, noun))
        return entry.command if entry else None

    def _phrases(self) -> Iterator[str]:
        yield from self.fillers
        for noun in self.nouns:
            yield from (noun.singular, noun.plural)
            for synonym in noun.synonyms + noun.weak:
                yield from forms_of(synonym)
        for verb in self.verbs:
            yield from (verb.name, *verb.synonyms)
        for command in self.commands:
            yield from (command.verb, command.noun, *command.synonyms)
            for modifier in command.modifiers:
                yield from (modifier.name, *modifier.synonyms)


def _first(phrase: str) -> str:
    return phrase.partition(" ")[0]


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Compile the vocabulary of the product, once."""
    return Lexicon()
