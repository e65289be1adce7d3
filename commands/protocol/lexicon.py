"""The declarations, compiled for looking up."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from commands.protocol.vocabulary import COMMANDS
from commands.protocol.vocabulary.words import FILLERS, NOUNS, VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commands.protocol.vocabulary.declaration import Command, Modifier, Parameter
    from commands.protocol.vocabulary.words import Noun, Verb


class Entry:
    """One command with what its parsing needs at hand."""

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
        self.grouped = bool(self.bound) or any(one.group for one in command.modifiers)
        self.special = reserved | _own_words(command)


def _own_words(command: Command) -> frozenset[str]:
    phrases = [
        *(one.name for one in command.parameters),
        *(phrase for one in command.parameters for phrase in one.words),
        *(one.name for one in command.modifiers),
        *(phrase for one in command.modifiers for phrase in one.synonyms),
    ]
    first = {phrase.split()[0] for phrase in phrases}
    # A parameter's own name is special only where a sentence may use it.
    return frozenset(first)


class Lexicon:
    """A vocabulary, compiled. `DEFAULT` holds the commands of the product."""

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
        reserved = frozenset(_reserved(self.nouns, self.fillers))
        self.entries: dict[tuple[str, str], Entry] = {
            (one.verb, one.noun): Entry(one, reserved) for one in self.commands
        }

    def command(self, verb: str, noun: str) -> Command | None:
        """Find a declaration."""
        entry = self.entries.get((verb, noun))
        return entry.command if entry else None


def _reserved(nouns: Iterable[Noun], fillers: Iterable[str]) -> Iterable[str]:
    for filler in fillers:
        yield filler.split()[0]
    for noun in nouns:
        yield noun.singular
        yield noun.plural
        for synonym in noun.synonyms + noun.weak:
            yield from (form.split()[0] for form in forms_of(synonym))


def forms_of(synonym: str) -> tuple[str, str]:
    """Give singular and plural of a noun's synonym."""
    singular, _, plural = synonym.partition("/")
    return singular, plural or f"{singular}s"


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Compile the vocabulary of the product, once."""
    return Lexicon()
