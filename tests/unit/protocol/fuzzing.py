"""Random lines: each must end in an action or in one readable error.

`python -m tests.unit.protocol.fuzzing 1000000 [SEED]` tries a million.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable

from commands.protocol.errors import ProtocolError
from commands.protocol.grammar import grammar_of
from commands.protocol.lexicon import default_lexicon
from commands.protocol.parser import parse
from commands.protocol.vocabulary import COMMANDS

_WORDS = sorted(grammar_of(default_lexicon()).vocabulary()) + list(
    default_lexicon().fillers
)
_LINES = [example.text for command in COMMANDS for example in command.examples]
_PIECES = [
    *"abz019 \"'\\=,;.-_/{}[]()!?%$#\t\n\x00\x1bé東🎉\u202e\ud800\u2028\xa0",
    *(" id=", " because ", ' "', "' ", "\\u", "\\", " to ", " 5 ", "[[[[", '={"a":'),
]


def noise(chance: random.Random) -> str:
    """Give characters without sense."""
    return "".join(chance.choices(_PIECES, k=chance.randrange(40)))


def salad(chance: random.Random) -> str:
    """Give words of the vocabulary in any order, with values among them."""
    words = chance.choices([*_WORDS, "kiro-3", "1.2", "x=y", '"a b"'], k=8)
    return " ".join(words[: chance.randrange(1, 9)])


def mutated(chance: random.Random) -> str:
    """Give a correct line with something taken out, put in or exchanged."""
    line = chance.choice(_LINES)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(line) + 1)
        line = (
            line[:at] + chance.choice(["", *_PIECES]) + line[at + chance.randrange(3) :]
        )
    return line


KINDS: tuple[Callable[[random.Random], str], ...] = (noise, salad, mutated)


def ends_well(line: str) -> str:
    """Parse a line; say `action`, or `error` after looking at the error.

    An action must survive being written and read.
    """
    try:
        action = parse(line)
    except ProtocolError as refusal:
        error = refusal
    else:
        assert parse(action.to_text()) == action, repr(line)
        return "action"
    text = str(error)
    assert text, repr(line)
    assert "\n" not in text, repr(line)
    assert 0 <= error.position <= len(line), repr(line)
    assert len(text) < 2_000, repr(line)
    return "error"


def fuzz(count: int, seed: int) -> Counter[str]:
    """Try `count` lines; count what they ended in."""
    chance = random.Random(seed)
    return Counter(
        ends_well(KINDS[number % len(KINDS)](chance)) for number in range(count)
    )


if __name__ == "__main__":
    how_many, *seeds = map(int, sys.argv[1:])
    print(fuzz(how_many, *(seeds or [0])))
