"""Takes the words of a command line apart: options for us, and a line to send."""

from __future__ import annotations

import re

from adapters.cli.errors import BadUsage

TYPE_CHECKING = False  # importing typing would cost `swarm status` 10 ms
if TYPE_CHECKING:
    from collections.abc import Sequence

FLAGS = {
    "--json": "json",
    "--debug": "debug",
    "--help": "help",
    "-h": "help",
    "--version": "version",
    "-V": "version",
}
VALUES = {"--repo": "repo", "-C": "repo", "--timeout": "timeout"}
_NUMBER = re.compile(r"-[0-9.]+")
_PLAIN = re.compile(r"[^\s\"'\\\x00-\x1f\x7f-\x9f]+")
_PARAMETER = re.compile(r"([A-Za-z][\w-]*=)(.*)", re.DOTALL)
_QUOTED = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|\'[^\'\\]*(?:\\.[^\'\\]*)*\'')


class Invocation:
    """What was asked for: flags, options with values, and the words of the command.

    `before` are the options that stood in front of the first word, as given: they
    are handed on when that word has a room of its own.
    """

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.values: dict[str, str] = {}
        self.words: list[str] = []
        self.before: list[str] = []


def leading(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the options in front of the first word from that word and what follows.

    Raises:
        BadUsage: an option is unknown or lacks its value.

    """
    at = 0
    while at < len(argv) and argv[at].startswith("-") and argv[at] != "--":
        at += _width(argv, at)
    return list(argv[:at]), list(argv[at:])


def understand(argv: Sequence[str]) -> Invocation:
    """Take options out wherever they stand; `--` ends them.

    Raises:
        BadUsage: an option is unknown or lacks its value.

    """
    asked = Invocation()
    at = 0
    while at < len(argv):
        word = argv[at]
        if word == "--":
            asked.words.extend(argv[at + 1 :])
            break
        if word.startswith("-") and len(word) > 1 and not _NUMBER.fullmatch(word):
            width = _width(argv, at)
            _take(asked, argv[at : at + width])
            at += width
        else:
            asked.words.append(word)
            at += 1
    return asked


def _width(argv: Sequence[str], at: int) -> int:
    """Tell how many arguments the option at `at` takes up."""
    option = argv[at]
    if option in FLAGS or (option.partition("=")[0] in VALUES and "=" in option):
        return 1
    if option not in VALUES:
        raise BadUsage(
            f"there is no option {option}: known are "
            + ", ".join(sorted({*FLAGS, *VALUES}, key=lambda name: name.lstrip("-")))
            + "; put -- in front of words that begin with a dash"
        )
    if at + 1 >= len(argv):
        raise BadUsage(f"{option} needs a value")
    return 2


def _take(asked: Invocation, given: Sequence[str]) -> None:
    option, _, value = given[0].partition("=")
    if option in FLAGS:
        asked.flags.add(FLAGS[option])
    else:
        asked.values[VALUES[option]] = given[1] if len(given) > 1 else value


def join(words: Sequence[str]) -> str:
    """Make one line of the protocol from words; those that need it are quoted.

    A single word is taken for a whole line: `swarm 'run task 1.2'`.
    """
    if len(words) == 1:
        return words[0].strip()
    return " ".join(map(_written, words))


def _written(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    from commands.protocol.quoting import quote

    parameter = _PARAMETER.fullmatch(word)
    key, value = parameter.groups() if parameter else ("", word)
    return key + (value if _QUOTED.fullmatch(value) else quote(value))
