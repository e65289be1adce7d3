"""`swarm help [VERB [NOUN]]`: explains the grammar; `--completion SHELL` writes a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from adapters.cli.errors import BadUsage
from adapters.cli.rooms import ROOMS
from commands.protocol.errors import ProtocolError
from commands.protocol.guide import help_text

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETION = "--completion"
USAGE = """\
usage: swarm help [VERB [NOUN]]
       swarm help --completion bash|zsh|fish

For completion in bash: eval "$(swarm help --completion bash)"
For completion in fish: swarm help --completion fish | source
"""
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
        return help_text(*words)
    except ProtocolError as error:
        raise BadUsage(str(error)) from error


def _completion(shells: Sequence[str]) -> str:
    from commands.protocol.completion import SHELLS, script

    try:
        return script(" ".join(shells), first=list(ROOMS))
    except ValueError as error:
        raise BadUsage(f"{COMPLETION} takes {' or '.join(SHELLS)}") from error
