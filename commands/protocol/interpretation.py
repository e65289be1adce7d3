"""One attempt at a sentence: every word of it explained by one command, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.protocol.canonical import Reading, in_order
from commands.protocol.errors import ProtocolError
from commands.protocol.grammar import MANY, ONE
from commands.protocol.validation import complaint_of
from commands.protocol.values import DURATION_UNITS, SIZE_UNITS, decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commands.protocol.grammar import Grammar, NounUse, VerbUse
    from commands.protocol.quoting import Word
    from commands.protocol.vocabulary.declaration import Parameter

_SKIPPED_BEFORE_VALUES = frozenset({"the", "a", "an", "of", "is", "to", "be", "at"})
_UNITS: dict[str, Mapping[str, float]] = {
    "duration": DURATION_UNITS,
    "size": SIZE_UNITS,
}


class Sentence:
    """A line, its words, what they fold to, and where its verb stands."""

    def __init__(self, text: str, words: Sequence[Word], folded: Sequence[str]) -> None:
        self.text = text
        self.words = words
        self.folded = folded
        self.verb_at = 0
        self.verb_length = 0

    @property
    def verb(self) -> str:
        """The verb as it was said."""
        end = self.verb_at + self.verb_length
        return " ".join(self.folded[self.verb_at : end])

    def plain(self, at: int) -> str:
        """Give a word as a value, without the punctuation of the sentence."""
        word = self.words[at]
        if word.quoted or word.key:
            return word.raw
        return word.raw.rstrip(",;:!?") or word.raw


class Interpretation:
    """What one command makes of a sentence.

    `unexplained` are the positions of words it makes nothing of, `error` is a wrong
    value, `complaint` something missing or excluded.
    """

    def __init__(self, sentence: Sentence, use: VerbUse, grammar: Grammar) -> None:
        self.entry = use.entry
        self.rank = use.rank
        self.unexplained: list[int] = []
        self.error: ProtocolError | None = None
        self.complaint = ""
        self.mismatch = 0
        self.by_position: list[int] = []
        self._sentence = sentence
        self._grammar = grammar
        self._own = grammar.own(use.entry)
        self._lemma = grammar.lemma(use.entry.command.noun)
        self._modifiers = [use.implied] if use.implied else []
        self._parameters: dict[str, Any] = {}
        self._numbers: set[str] = set()
        self._interpret()

    @property
    def explains_all(self) -> bool:
        """Whether every word has its place and nothing is missing."""
        return not (self.unexplained or self.error or self.complaint)

    @property
    def cost(self) -> tuple[int, int]:
        """Orders interpretations that explain all: the lowest is what was meant."""
        return self.rank, self.mismatch

    @property
    def reading(self) -> Reading:
        """What the sentence says."""
        return Reading(
            self.entry.command,
            in_order(self._modifiers, self.entry),
            {
                name: self._parameters[name]
                for name in self.entry.keys
                if name in self._parameters
            },
        )

    def _interpret(self) -> None:
        sentence = self._sentence
        at, end = 0, len(sentence.words)
        try:
            while at < end:
                if at == sentence.verb_at and sentence.verb_length:
                    at += sentence.verb_length
                else:
                    at += self._explain(at)
        except ProtocolError as error:
            self.error = error
            return
        reading = self.reading
        self.complaint = self._number() or complaint_of(
            self.entry, reading.modifiers, reading.parameters
        )

    def _explain(self, at: int) -> int:
        """Find a place for the word at `at`; return how many words it took along."""
        word = self._sentence.words[at]
        if word.key:
            return self._named(at, word)
        if word.quoted:
            return self._positional(at)
        folded = self._sentence.folded
        modifier = self._own.modifiers.at(folded, at)
        parameter = self._own.parameters.at(folded, at)
        if parameter and (modifier is None or parameter[0] > modifier[0]):
            taken = self._introduced(at, *parameter)
            if taken:
                return taken
        if modifier and self._longest(at, modifier[0]):
            self._modifiers.append(modifier[1])
            return modifier[0]
        return self._common(at)

    def _longest(self, at: int, length: int) -> bool:
        noun = self._grammar.nouns.at(self._sentence.folded, at)
        return noun is None or noun[0] <= length or not self._matching(noun[1])

    def _common(self, at: int) -> int:
        folded = self._sentence.folded
        noun = self._grammar.nouns.at(folded, at)
        if noun and self._takes(noun[1]):
            return noun[0]
        filler = self._grammar.fillers.at(folded, at)
        verb = self._grammar.verbs.at(folded, at)
        if verb and (filler is None or verb[0] >= filler[0]):
            if any(use.entry is self.entry for use in verb[1]):
                return verb[0]
            if filler is None:
                return self._give_up(at)
        if filler:
            return filler[0]
        if not folded[at]:  # punctuation on its own
            return 1
        return self._positional(at)

    def _takes(self, uses: Sequence[NounUse]) -> bool:
        matching = self._matching(uses)
        self._numbers.update(use.number for use in matching)
        return bool(matching) or self._beside_the_point(uses)

    def _matching(self, uses: Sequence[NounUse]) -> list[NounUse]:
        return [use for use in uses if use.lemma == self._lemma]

    def _beside_the_point(self, uses: Sequence[NounUse]) -> bool:
        """`of the swarm` and `git` may be said in addition."""
        return any(
            use.weak or (use.lemma == "swarm" and "swarm" in self.entry.keys)
            for use in uses
        )

    def _named(self, at: int, word: Word) -> int:
        parameter = self.entry.keys.get(word.key)
        if parameter is None:
            found = self._own.parameters.at([word.key.casefold()], 0)
            parameter = found[1] if found else None
        if parameter is None:
            return self._give_up(at)
        self._set(parameter, word.raw, word.value_start)
        return 1

    def _introduced(self, at: int, length: int, parameter: Parameter) -> int:
        """Take `timeout 300`; 0 when no value follows."""
        if parameter.rest:
            return self._rest(at, at + length, parameter)
        value_at = self._value_at(at + length, parameter)
        if value_at is None:
            return 0
        raw, taken = self._value(value_at, parameter)
        self._set(parameter, raw, self._sentence.words[value_at].start)
        return value_at + taken - at

    def _value_at(self, at: int, parameter: Parameter) -> int | None:
        folded = self._sentence.folded
        end = len(folded)
        while at < end and self._is_skipped(at):
            at += 1
        if at >= end:
            return None
        noun = self._grammar.nouns.at(folded, at)
        if noun and at + noun[0] < end and self._is_value(at + noun[0], parameter):
            return at + noun[0]
        return at if self._is_value(at, parameter) else None

    def _is_skipped(self, at: int) -> bool:
        folded = self._sentence.folded
        introduces = self._own.parameters.at(folded, at)
        return folded[at] in _SKIPPED_BEFORE_VALUES and introduces is None

    def _is_value(self, at: int, parameter: Parameter) -> bool:
        word = self._sentence.words[at]
        if word.key or at == self._sentence.verb_at:
            return False
        folded = self._sentence.folded[at]
        if word.quoted or folded in parameter.choices:
            return True
        return bool(folded) and folded not in self.entry.special

    def _value(self, at: int, parameter: Parameter) -> tuple[str, int]:
        raw = self._sentence.plain(at)
        units = _UNITS.get(parameter.kind)
        follows = at + 1 < len(self._sentence.words)
        if units and follows and self._sentence.folded[at + 1] in units:
            return raw + self._sentence.folded[at + 1], 2
        return raw, 1

    def _rest(self, at: int, start: int, parameter: Parameter) -> int:
        words = self._sentence.words
        end = start
        while end < len(words) and words[end].key not in self.entry.keys:
            end += 1
        if start == end:
            return 0
        if words[start].quoted:
            self._set(parameter, words[start].raw, words[start].start)
            return start + 1 - at
        stop = words[end].start if end < len(words) else len(self._sentence.text)
        self._keep(parameter, self._sentence.text[words[start].start : stop].rstrip())
        return end - at

    def _positional(self, at: int) -> int:
        free = (
            one for one in self.entry.positionals if one.name not in self._parameters
        )
        parameter = next(free, None)
        folded = self._sentence.folded[at]
        fits = not folded or folded not in self.entry.special
        if parameter is None or not (fits or folded in parameter.choices):
            return self._give_up(at)
        raw, taken = self._value(at, parameter)
        self._set(parameter, raw, self._sentence.words[at].start)
        self.by_position.append(at)
        return taken

    def _give_up(self, at: int) -> int:
        self.unexplained.append(at)
        return 1

    def _set(self, parameter: Parameter, raw: str, at: int) -> None:
        if parameter.name in self._parameters:
            raise ProtocolError(f"{parameter.name} is given twice", at)
        self._keep(parameter, decode(parameter, raw, at))

    def _keep(self, parameter: Parameter, value: Any) -> None:
        self._parameters[parameter.name] = value

    def _number(self) -> str:
        """Compare the number of the noun that was said with the command's.

        Several things are never meant where one was said, unless by `all`.
        """
        noun = self.entry.command.noun
        many = noun in self._grammar.plurals
        if not self._numbers or (MANY if many else ONE) in self._numbers:
            return ""
        self.mismatch = 1
        single = self._grammar.lexicon.command(self.entry.command.verb, self._lemma)
        if many and single is not None and "all" not in self._modifiers:
            return (
                f"`{single.name}` is about one, `{self.entry.command.name}` about all"
            )
        return ""
