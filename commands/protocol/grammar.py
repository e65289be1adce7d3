"""The phrases that sentences are made of, compiled from the declarations."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from commands.protocol.phrases import Phrases
from commands.protocol.vocabulary.words import REFUSED, Noun, Verb, forms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commands.protocol.lexicon import Entry, Lexicon
    from commands.protocol.vocabulary.declaration import Parameter

T = TypeVar("T")

ONE = "one"
MANY = "many"


class VerbUse(NamedTuple):
    """A command that a verb may mean; `rank` 0 is its own verb, 1 a synonym."""

    entry: Entry
    rank: int
    implied: str


class NounUse(NamedTuple):
    """A noun that a word may mean, by its singular, and the number it stands in."""

    lemma: str
    number: str
    weak: bool


class Grammar:
    """What a sentence is understood with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        verbs = _completed_verbs(lexicon)
        nouns = _completed_nouns(lexicon)
        self.lemmas = {noun.singular: noun.singular for noun in nouns}
        self.plurals = {noun.plural for noun in nouns}
        self.lemmas.update({noun.plural: noun.singular for noun in nouns})
        self.verbs = Phrases(_gathered(_verb_uses(lexicon, verbs)))
        self.nouns = Phrases(_gathered(_noun_uses(nouns)))
        self.fillers = Phrases((filler, filler) for filler in lexicon.fillers)
        self.modifiers = Phrases(_every_modifier(lexicon))
        self.refused = REFUSED
        self._defaults = _default_nouns(verbs, lexicon)
        self._own: dict[str, OwnPhrases] = {}

    def lemma(self, noun: str) -> str:
        """Give the singular of a command's noun."""
        return self.lemmas[noun]

    def default_noun(self, phrase: str) -> frozenset[str]:
        """Tell the nouns that a verb, as it was said, has when none is said."""
        return self._defaults.get(phrase, frozenset())

    def own(self, entry: Entry) -> OwnPhrases:
        """Give the phrases of one command; compiled when first needed."""
        found = self._own.get(entry.command.name)
        if found is None:
            found = self._own[entry.command.name] = OwnPhrases(entry)
        return found

    def vocabulary(self) -> frozenset[str]:
        """Give every word that means something, for finding near ones."""
        return frozenset(self.verbs.words() | self.nouns.words()) | frozenset(
            self.modifiers.words()
        )


@lru_cache(maxsize=4)
def grammar_of(lexicon: Lexicon) -> Grammar:
    """Compile what the sentences of a vocabulary are understood with, once."""
    return Grammar(lexicon)


class OwnPhrases:
    """The phrases that only mean something within one command."""

    def __init__(self, entry: Entry) -> None:
        self.modifiers: Phrases[str] = Phrases(
            (phrase, one.name)
            for one in entry.command.modifiers
            for phrase in _modifier_phrases(one.name, one.synonyms)
        )
        self.parameters: Phrases[Parameter] = Phrases(
            (phrase, one)
            for one in entry.command.parameters
            for phrase in (one.name, *one.words)
        )


def _modifier_phrases(name: str, synonyms: tuple[str, ...]) -> Iterator[str]:
    yield name
    if "-" in name:
        yield name.replace("-", " ")
    yield from synonyms


def _every_modifier(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for command in lexicon.commands:
        for one in command.modifiers:
            for phrase in _modifier_phrases(one.name, one.synonyms):
                yield phrase, one.name


def _completed_verbs(lexicon: Lexicon) -> list[Verb]:
    known = {verb.name for verb in lexicon.verbs}
    new = {command.verb for command in lexicon.commands} - known
    return [*lexicon.verbs, *map(Verb, sorted(new))]


def _completed_nouns(lexicon: Lexicon) -> list[Noun]:
    known = {form for noun in lexicon.nouns for form in (noun.singular, noun.plural)}
    new = {command.noun for command in lexicon.commands} - known
    lemmas = {noun.removesuffix("s") for noun in new}
    return [*lexicon.nouns, *(Noun(noun, f"{noun}s") for noun in sorted(lemmas))]


def _verb_uses(
    lexicon: Lexicon, verbs: Iterable[Verb]
) -> Iterator[tuple[str, VerbUse]]:
    synonyms = {verb.name: verb.synonyms for verb in verbs}
    for entry in lexicon.entries.values():
        command = entry.command
        implied = dict(command.implied)
        yield command.verb, VerbUse(entry, 0, "")
        said = dict.fromkeys((*command.synonyms, *synonyms[command.verb]))
        for phrase in said:
            yield phrase, VerbUse(entry, 1, implied.get(phrase, ""))


def _noun_uses(nouns: Iterable[Noun]) -> Iterator[tuple[str, NounUse]]:
    for noun in nouns:
        yield noun.singular, NounUse(noun.singular, ONE, weak=False)
        yield noun.plural, NounUse(noun.singular, MANY, weak=False)
        for word in noun.synonyms + noun.weak:
            one, many = forms_of(word)
            weak = word in noun.weak
            yield one, NounUse(noun.singular, ONE, weak=weak)
            yield many, NounUse(noun.singular, MANY, weak=weak)


def _default_nouns(
    verbs: Sequence[Verb], lexicon: Lexicon
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for verb in verbs:
        for phrase in (verb.name, *verb.synonyms):
            found.setdefault(phrase, set()).update({verb.noun} - {""})
    for verb in verbs:  # its own default goes before those it is a synonym of
        if verb.noun:
            found[verb.name] = {verb.noun}
    own = {verb.name: verb.noun for verb in verbs}
    for command in lexicon.commands:  # what means nothing but this command's verb
        if command.noun == own[command.verb]:
            for phrase in command.synonyms:
                found.setdefault(phrase, {command.noun})
    return {phrase: frozenset(nouns) for phrase, nouns in found.items()}


def _gathered(pairs: Iterable[tuple[str, T]]) -> Iterator[tuple[str, tuple[T, ...]]]:
    gathered: dict[str, list[T]] = {}
    for phrase, meaning in pairs:
        gathered.setdefault(phrase, []).append(meaning)
    return ((phrase, tuple(meanings)) for phrase, meanings in gathered.items())
