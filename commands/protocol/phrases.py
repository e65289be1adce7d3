"""Phrases of one or more words, found in a sentence: the longest one wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commands.protocol.quoting import Word

T = TypeVar("T")

PUNCTUATION = ",;:!?.…"


class Phrases(Generic[T]):
    """Phrases with their meanings."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in phrases:
            words = tuple(phrase.casefold().split())
            self._by_first.setdefault(words[0], []).append((words, meaning))
        for known in self._by_first.values():
            known.sort(key=lambda one: -len(one[0]))

    def at(self, folded: Sequence[str], position: int) -> tuple[int, T] | None:
        """Find the longest phrase at `position`: its number of words and its meaning."""
        for words, meaning in self._by_first.get(folded[position], ()):
            length = len(words)
            if length == 1 or tuple(folded[position : position + length]) == words:
                return length, meaning
        return None

    def words(self) -> set[str]:
        """Give the words of all phrases."""
        return {
            word
            for known in self._by_first.values()
            for phrase, _ in known
            for word in phrase
        }


def fold(words: Sequence[Word]) -> list[str]:
    """Give the words as phrases know them; values (quoted, named) become empty."""
    return [_folded(word) for word in words]


def _folded(word: Word) -> str:
    if word.key or word.quoted:
        return ""
    text = word.raw.casefold().replace("\u2019", "'").replace("_", "-")
    text = text.strip(PUNCTUATION)
    return text[:-2] if text.endswith("'s") and text != "let's" else text
