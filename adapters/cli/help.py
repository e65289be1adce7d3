"""`swarm help [VERB [NOUN]]`: explains the grammar; `--completion SHELL` writes a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from adapters.cli.errors import BadUsage
from adapters.cli.rooms import ROOMS
from commands.protocol.errors import ProtocolError
from commands.protocol.guide import help_text
from commands.protocol.vocabulary import COMMANDS
from commands.protocol.vocabulary.declaration import READERS

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETION = "--completion"
USAGE = """\
usage: swarm help [VERB [NOUN] | NOUN]
       swarm help --completion bash|zsh|fish

For completion in bash: eval "$(swarm help --completion bash)"
For completion in fish: swarm help --completion fish | source
"""
NOT_YET = "(not yet)"
_MOST_WORDS = 2


def run(argv: list[str]) -> int:
    """Print help on all commands, on a verb, or on one command.

    Raises:
        BadUsage: there is no such verb, command or shell.

    """
    if argv[:1] in (["--help"], ["-h"]):
        sys.stdout.write(USAGE)
    elif argv[:1] == [COMPLETION]:
        sys.stdout.write(_completion(argv[1:]))
    else:
        sys.stdout.write(_help(argv) + "\n")
    return 0


def _help(words: Sequence[str]) -> str:
    if len(words) > _MOST_WORDS or any(word.startswith("-") for word in words):
        raise BadUsage(f"help takes a verb and a noun, not {' '.join(words)!r}")
    try:
        return _marked(help_text(*words))
    except ProtocolError as error:
        listed = _of_noun(words[0]) if len(words) == 1 else ""
        if not listed:
            raise BadUsage(str(error)) from error
        return _marked(listed)


def _of_noun(noun: str) -> str:
    """List the commands for people that are about a noun."""
    found = [
        (one.name, one.effect.partition(". ")[0].rstrip("."))
        for one in COMMANDS
        if one.noun == noun.lower() and one.audience == "people"
    ]
    width = max((len(name) for name, _ in found), default=0)
    lines = [f"  {name:<{width}}  {effect}" for name, effect in found]
    return "\n".join([*lines, "", f"`help VERB {noun}` says more."] if lines else [])


def not_yet() -> Sequence[str]:
    """Name the commands that are understood, but that nobody carries out so far."""
    from commands.handlers.registry import handlers

    # Only the names are looked at, so that no plans and letters are needed.
    nothing: Any = None
    letters: Any = object()
    done = set(handlers(nothing, letters))
    return [
        one.name
        for one in COMMANDS
        if (one.verb, one.noun) not in done
        and one.audience == "people"
        and one.roles != READERS
        and not one.many
    ]


def _marked(text: str) -> str:
    """Mark these commands in a text of help."""
    undone = tuple(not_yet())
    lines = text.split("\n")
    for at, line in enumerate(lines):
        name = " ".join(line.split()[:2])
        if name in undone and line.startswith(f"  {name}  "):
            gap = len(line) - len(line[len(name) + 2 :].lstrip())
            lines[at] = f"{line[:gap]}{NOT_YET} {line[gap:]}"
    if " ".join(lines[0].split()[:2]) in undone and not lines[0].startswith(" "):
        lines[1:1] = [
            "",
            f"  {NOT_YET}: it is understood, but nobody can do it so far.",
        ]
    return "\n".join(lines)


def _completion(shells: Sequence[str]) -> str:
    from commands.protocol.completion import SHELLS, script

    try:
        return script(" ".join(shells), first=list(ROOMS))
    except ValueError as error:
        raise BadUsage(f"{COMPLETION} takes {' or '.join(SHELLS)}") from error
