"""`swarm parse`: shows how a line of text is understood; nothing is done."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from adapters.cli.errors import BadUsage
from adapters.cli.words import join, understand
from commands.protocol.errors import ProtocolError
from commands.protocol.lexicon import default_lexicon
from commands.protocol.reader import read

if TYPE_CHECKING:
    from commands.protocol.canonical import Reading

USAGE = """\
usage: swarm parse "TEXT" [--json]

Shows the command that TEXT means, and does nothing. With --json it prints
{"verb", "noun", "modifiers", "parameters"}, or {"error", "suggestions"}.

Exit status: 0 understood, 2 not understood.
"""


def run(argv: list[str]) -> int:
    """Print what a line means.

    Returns 0, or 2 when it is not a command.

    Raises:
        BadUsage: there is no text, or an unknown option.

    """
    asked = understand(argv)
    if "help" in asked.flags:
        sys.stdout.write(USAGE)
        return 0
    if not asked.words:
        raise BadUsage('say what to parse: swarm parse "run task 1.2 beast mode"')
    as_json = "json" in asked.flags
    try:
        reading = read(join(asked.words), default_lexicon())
    except ProtocolError as error:
        return _refuse(error, as_json=as_json)
    _print(_as_json(reading) if as_json else _as_text(reading))
    return 0


def _as_json(reading: Reading) -> str:
    command = reading.command
    understood = {
        "verb": command.verb,
        "noun": command.noun,
        "modifiers": list(reading.modifiers),
        "parameters": reading.parameters,
    }
    return json.dumps(understood, ensure_ascii=False)


def _as_text(reading: Reading) -> str:
    rows = [("means", reading.to_text()), ("effect", reading.command.effect)]
    rows += [("modifier", name) for name in reading.modifiers]
    rows += [(name, repr(value)) for name, value in reading.parameters.items()]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {text}" for name, text in rows)


def _refuse(error: ProtocolError, *, as_json: bool) -> int:
    if as_json:
        refusal = {"error": error.sentence, "suggestions": list(error.suggestions)}
        _print(json.dumps(refusal, ensure_ascii=False))
        return BadUsage.status
    lines = [f"swarm: {error.sentence}", *(f"  {one}" for one in error.suggestions)]
    if error.suggestions:
        lines.insert(1, "did you mean:")
    sys.stderr.write("\n".join(lines) + "\n")
    return BadUsage.status


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
