"""Why a sentence is no command, and the nearest ones that are.

This is the slow path: it loads rapidfuzz and tries corrections.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from commands.protocol import attempts as trying
from commands.protocol.errors import ProtocolError
from commands.protocol.interpretation import Interpretation, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commands.protocol.grammar import Grammar
    from commands.protocol.vocabulary.declaration import Command

MOST = 3
NEAR = 75.0
MAX_CORRECTED = 4
MAX_SHOWN = 40


def no_verb(sentence: Sentence, grammar: Grammar) -> ProtocolError:
    """Say that the line has no verb."""
    refused = _refused_word(sentence, grammar)
    if refused is not None:
        return _contrary(sentence, refused, _suggestions(sentence, (), grammar))
    at = _first_stranger(sentence, grammar)
    return ProtocolError(
        f"{_shown(sentence.words[at].raw)} is not a verb that begins a command",
        sentence.words[at].start,
        _suggestions(sentence, (), grammar),
    )


def refusal(
    sentence: Sentence, attempts: Sequence[Interpretation], grammar: Grammar
) -> ProtocolError:
    """Say what keeps the best attempt from being understood."""
    suggestions = _suggestions(sentence, attempts, grammar)
    refused = _refused_word(sentence, grammar)
    if refused is not None and attempts:
        return _contrary(sentence, refused, suggestions)
    if not attempts:
        return _no_noun(sentence, grammar, suggestions)
    best = min(attempts, key=_distance)
    if best.error:
        return ProtocolError(best.error.message, best.error.position, suggestions)
    if best.unexplained:
        return _unexplained(sentence, best, suggestions)
    if best.complaint:
        return ProtocolError(best.complaint, len(sentence.text.rstrip()), suggestions)
    at = best.by_position[0]
    return ProtocolError(
        f"it is not clear whether {_shown(sentence.words[at].raw)} is a name: put it "
        "into quotes if it is",
        sentence.words[at].start,
        suggestions,
    )


def _contrary(
    sentence: Sentence, at: int, suggestions: tuple[str, ...]
) -> ProtocolError:
    word = sentence.words[at]
    return ProtocolError(
        f"{_shown(word.raw)} cannot be part of a command: say plainly what shall be "
        "done",
        word.start,
        suggestions,
    )


def _distance(one: Interpretation) -> tuple[int, int, int, int]:
    return (
        len(one.unexplained),
        1 if one.error else 0,
        one.mismatch + (1 if one.complaint else 0),
        one.rank,
    )


def _unexplained(
    sentence: Sentence, best: Interpretation, suggestions: tuple[str, ...]
) -> ProtocolError:
    word = sentence.words[best.unexplained[0]]
    command = best.entry.command
    if word.key:
        names = ", ".join(best.entry.keys) or "none"
        message = (
            f"`{command.name}` has no parameter {_shown(word.key)}; it knows {names}"
        )
    else:
        message = f"{_shown(word.raw)} is not understood in `{command.name}`"
    return ProtocolError(message, word.start, suggestions)


def _no_noun(
    sentence: Sentence, grammar: Grammar, suggestions: tuple[str, ...]
) -> ProtocolError:
    nouns = list(dict.fromkeys(one.noun for one in _of_verb(sentence, grammar)))
    stranger = _first_stranger(sentence, grammar)
    word = sentence.words[stranger]
    known = f"`{sentence.verb}` goes with {_either(nouns)}"
    if stranger == sentence.verb_at:
        said = trying.nouns_said(sentence, grammar)
        asked = f", not with {_either(sorted(said))}" if said else ": say which"
        return ProtocolError(known + asked, word.start, suggestions)
    return ProtocolError(
        f"{known}: {_shown(word.raw)} is none of them", word.start, suggestions
    )


def _first_stranger(sentence: Sentence, grammar: Grammar) -> int:
    """Find the first word that is in no phrase at all, or else the verb."""
    folded = sentence.folded
    at = 0
    while at < len(folded):
        if at == sentence.verb_at and sentence.verb_length:
            at += sentence.verb_length
            continue
        known = _known_at(folded, at, grammar)
        if not known:
            return at
        at += known
    return sentence.verb_at


def _known_at(folded: Sequence[str], at: int, grammar: Grammar) -> int:
    lengths = [
        found[0]
        for found in (
            grammar.verbs.at(folded, at),
            grammar.nouns.at(folded, at),
            grammar.modifiers.at(folded, at),
            grammar.fillers.at(folded, at),
        )
        if found
    ]
    return max(lengths, default=0)


def _refused_word(sentence: Sentence, grammar: Grammar) -> int | None:
    places = (at for at, one in enumerate(sentence.folded) if one in grammar.refused)
    return next(places, None)


# ---------------------------------------------------------------- suggestions


def _suggestions(
    sentence: Sentence, attempts: Sequence[Interpretation], grammar: Grammar
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for line in _candidates(sentence, attempts, grammar):
        found.setdefault(line)
        if len(found) == MOST:
            break
    return tuple(found)


def _candidates(
    sentence: Sentence, attempts: Sequence[Interpretation], grammar: Grammar
) -> Iterator[str]:
    if _refused_word(sentence, grammar) is None:
        yield from _with_nearest_names(sentence, attempts, grammar)
        yield from _corrected(sentence, grammar)
        yield from _with_other_nouns(sentence, attempts, grammar)
    near = [one.entry.command for one in sorted(attempts, key=_distance)]
    for command in near or _of_verb(sentence, grammar):
        yield command.examples[0].text
    yield from _nearest(sentence, grammar)


def _with_nearest_names(
    sentence: Sentence, attempts: Sequence[Interpretation], grammar: Grammar
) -> Iterator[str]:
    """Exchange unknown names of parameters for the nearest ones that are known."""
    for attempt in sorted(attempts, key=_distance)[:1]:
        words = list(sentence.words)
        for at in attempt.unexplained:
            near = process.extractOne(
                words[at].key, list(attempt.entry.keys), score_cutoff=NEAR
            )
            if not near:
                return
            words[at] = words[at]._replace(key=near[0])
        if attempt.unexplained:
            renamed = Sentence(sentence.text, words, sentence.folded)
            yield from _understood(renamed, grammar)


def _corrected(sentence: Sentence, grammar: Grammar) -> Iterator[str]:
    """Exchange misspelt words for the nearest ones that mean something."""
    words = list(sentence.folded)
    changed = 0
    for at, word in enumerate(words):
        if not word or changed >= MAX_CORRECTED or _known_at(words, at, grammar):
            continue
        near = near_words(word, grammar)
        if near:
            words[at] = near[0]
            changed += 1
            yield from _understood(_replaced(sentence, words), grammar)


def _replaced(sentence: Sentence, folded: Sequence[str]) -> Sentence:
    words = [
        word if new == old else word._replace(raw=new)
        for word, old, new in zip(sentence.words, sentence.folded, folded)
    ]
    return Sentence(sentence.text, words, list(folded))


def _understood(corrected: Sentence, grammar: Grammar) -> Iterator[str]:
    if trying.find_verb(corrected, grammar):
        attempts = trying.interpretations(corrected, grammar)
        yield from (one.reading.to_text() for one in trying.best_of(attempts))


def _with_other_nouns(
    sentence: Sentence, attempts: Sequence[Interpretation], grammar: Grammar
) -> Iterator[str]:
    """Try the commands of the verb that the sentence did not name the noun of."""
    tried = {one.entry.command.name for one in attempts}
    found = grammar.verbs.at(sentence.folded, sentence.verb_at)
    for use in found[1] if found and sentence.verb_length else ():
        if use.entry.command.name not in tried:
            attempt = Interpretation(sentence, use, grammar)
            if attempt.explains_all:
                yield attempt.reading.to_text()


def _of_verb(sentence: Sentence, grammar: Grammar) -> list[Command]:
    """Give the commands of the verb: those of its own first, for people only."""
    if not sentence.verb_length:
        return []
    found = grammar.verbs.at(sentence.folded, sentence.verb_at)
    uses = sorted(found[1] if found else (), key=lambda use: use.rank)
    own = [use for use in uses if use.rank == uses[0].rank]
    commands = [use.entry.command for use in own]
    return [one for one in commands if one.audience == "people"] or commands


def _nearest(sentence: Sentence, grammar: Grammar) -> Iterator[str]:
    """Give the commands whose names are nearest to the words of the sentence."""
    said = " ".join(word for word in sentence.folded[:8] if word)[:80]
    names = {
        one.name: one for one in grammar.lexicon.commands if one.audience == "people"
    }
    matches = process.extract(
        said, list(names), scorer=fuzz.token_sort_ratio, limit=MOST
    )
    for name, _score, _at in matches:
        yield names[name].examples[0].text


def near_words(word: str, grammar: Grammar) -> list[str]:
    """Give the words of the vocabulary nearest to a misspelt one, best first."""
    matches = process.extract(
        word[:MAX_SHOWN],
        _vocabulary(grammar),
        scorer=fuzz.ratio,
        limit=MOST,
        score_cutoff=NEAR,
    )
    return [match[0] for match in matches]


@lru_cache(maxsize=4)
def _vocabulary(grammar: Grammar) -> tuple[str, ...]:
    return tuple(sorted(word for word in grammar.vocabulary() if len(word) > MOST))


def _either(words: Iterable[str]) -> str:
    listed = list(words)
    if len(listed) < 2:  # noqa: PLR2004
        return "".join(listed)
    return f"{', '.join(listed[:-1])} or {listed[-1]}"


def _shown(raw: str) -> str:
    return repr(raw if len(raw) <= MAX_SHOWN else raw[: MAX_SHOWN - 1] + "…")
