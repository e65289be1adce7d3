"""Sentences: lines that are not canonical but mean a command.

A sentence is understood when exactly one command explains every word of it: as its
verb, its noun, a modifier, a parameter with its value, a positional value, or a word
that may be left out. Nothing is guessed: a word that has no place is an error, and so
are two commands that explain it equally well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.attempts import (
    best_of,
    find_verb,
    interpretations,
    nouns_said,
)
from commands.protocol.errors import ProtocolError
from commands.protocol.grammar import grammar_of
from commands.protocol.interpretation import Interpretation, Sentence
from commands.protocol.phrases import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.protocol.canonical import Reading
    from commands.protocol.grammar import Grammar
    from commands.protocol.lexicon import Lexicon
    from commands.protocol.quoting import Word

MAX_WORDS = 400


def understand(text: str, words: Sequence[Word], lexicon: Lexicon) -> Reading:
    """Understand a sentence.

    Raises:
        ProtocolError: it means no command, or more than one.

    """
    if not words:
        raise ProtocolError("the line is empty", suggestions=("status swarm",))
    if len(words) > MAX_WORDS:
        raise ProtocolError(
            f"a sentence has at most {MAX_WORDS} words; put long texts into quotes",
            words[MAX_WORDS].start,
        )
    sentence = Sentence(text, words, fold(words))
    grammar = grammar_of(lexicon)
    if not find_verb(sentence, grammar):
        from commands.protocol.refusal import no_verb

        raise no_verb(sentence, grammar)
    attempts = interpretations(sentence, grammar)
    best = best_of(attempts)
    if len(best) == 1 and not _doubtful(best[0], sentence, grammar):
        return best[0].reading
    from commands.protocol.refusal import refusal

    raise (
        ambiguity(sentence, best)
        if len(best) > 1
        else refusal(sentence, attempts, grammar)
    )


def _doubtful(best: Interpretation, sentence: Sentence, grammar: Grammar) -> bool:
    """Tell whether a value looks like a misspelt word, where no noun was said.

    `pause instanse` is not meant to pause the swarm called instanse.
    """
    if not best.by_position or nouns_said(sentence, grammar):
        return False
    from commands.protocol.refusal import near_words

    words = [sentence.folded[at] for at in best.by_position]
    return any(near_words(word, grammar) for word in words if word.isalpha())


def ambiguity(sentence: Sentence, readings: Sequence[Interpretation]) -> ProtocolError:
    """List what the sentence may mean: to be said more clearly."""
    lines = tuple(one.reading.to_text() for one in readings)
    return ProtocolError(
        "it may mean more than one command: "
        + " or ".join(f"`{line}`" for line in lines),
        sentence.words[sentence.verb_at].start,
        lines,
    )
