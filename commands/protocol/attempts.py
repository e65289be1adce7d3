"""Which commands a sentence may mean, and what each of them makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.interpretation import Interpretation, Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.protocol.grammar import Grammar, VerbUse


def find_verb(sentence: Sentence, grammar: Grammar) -> bool:
    """Find the verb: before it stand only words that may, or a noun and its values."""
    folded = sentence.folded
    at, end, noun_said = 0, len(folded), False
    while at < end:
        verb = grammar.verbs.at(folded, at)
        filler = grammar.fillers.at(folded, at)
        if verb and (filler is None or verb[0] >= filler[0]):
            sentence.verb_at, sentence.verb_length = at, verb[0]
            return True
        noun = grammar.nouns.at(folded, at)
        known = filler or noun or grammar.modifiers.at(folded, at)
        if known is None and not noun_said:
            return False
        noun_said = noun_said or noun is not None
        at += known[0] if known else 1
    return False


def interpretations(sentence: Sentence, grammar: Grammar) -> list[Interpretation]:
    """Let every command try that its verb and noun allow."""
    found = grammar.verbs.at(sentence.folded, sentence.verb_at)
    uses = found[1] if found else ()
    said = nouns_said(sentence, grammar)
    if said:
        uses = tuple(use for use in uses if _lemma(use, grammar) in said)
    else:
        default = grammar.default_noun(sentence.verb)
        uses = tuple(use for use in uses if use.entry.command.noun in default)
    return [Interpretation(sentence, use, grammar) for use in uses]


def nouns_said(sentence: Sentence, grammar: Grammar) -> set[str]:
    """Give the nouns that are said; a weak one counts when there is no other."""
    strong: set[str] = set()
    weak: set[str] = set()
    at, end = 0, len(sentence.folded)
    while at < end:
        noun = grammar.nouns.at(sentence.folded, at)
        if noun:
            for use in noun[1]:
                (weak if use.weak else strong).add(use.lemma)
        at += noun[0] if noun else 1
    return strong or weak


def _lemma(use: VerbUse, grammar: Grammar) -> str:
    return grammar.lemma(use.entry.command.noun)


def best_of(attempts: Sequence[Interpretation]) -> list[Interpretation]:
    """Give the interpretations that explain all, those of the lowest cost."""
    whole = [one for one in attempts if one.explains_all]
    if not whole:
        return []
    least = min(one.cost for one in whole)
    return [one for one in whole if one.cost == least]
