"""Answers lines when no controller runs: status from the last state, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.errors import BadUsage, CommandLineError
from adapters.locking import holder
from adapters.sql.errors import NoDatabase, SqlError
from commands.protocol import canonical
from commands.protocol.errors import ProtocolError
from commands.protocol.lexicon import default_lexicon
from commands.protocol.quoting import words_of
from commands.protocol.sentence import understand

if TYPE_CHECKING:
    from typing import Any

    from commands.protocol.canonical import Reading

NOTHING_RUNS = "nothing runs here now; this is the last known state"


def answer_without_controller(state: str, line: str) -> dict[str, Any]:
    """Answer a line from what is on disk, in the form of an ActionResult.

    Raises:
        BadUsage: the line is not a command.
        CommandLineError: it needs a controller, or there is nothing to read.

    """
    reading = _read(line)
    starting = holder(Path(state))
    if starting is not None:
        raise CommandLineError(
            f"the controller with pid {starting.pid} is starting or ending and does "
            "not answer yet: try again in a moment"
        )
    if reading.command.verb != "status":
        raise CommandLineError(
            f"no controller runs, so nobody can carry out '{reading.command.name}': "
            "start one with `swarm up SPEC`"
        )
    try:
        return _status(Path(state), reading)
    except NoDatabase:
        return _result(
            "nothing runs here, and no swarm has run here yet: "
            "start one with `swarm up SPEC`",
            {"running": False},
        )
    except SqlError as error:
        raise CommandLineError(str(error)) from error


def _read(line: str) -> Reading:
    """Understand a line without the models of actions, whose import takes 0.2 s."""
    try:
        words, lexicon = words_of(line), default_lexicon()
        return canonical.read(words, lexicon) or understand(line, words, lexicon)
    except ProtocolError as error:
        raise BadUsage(str(error)) from error


def _status(state: Path, reading: Reading) -> dict[str, Any]:
    from adapters.sql.reading import open_reader
    from projections.answers import status

    noun = reading.command.noun
    swarm = reading.parameters.get("id" if noun == "swarm" else "swarm")
    text, data = status(
        open_reader(state / "swarm.db"), noun, reading.modifiers, str(swarm or "")
    )
    return _result(f"{NOTHING_RUNS}\n{text}", {"running": False, **data})


def _result(message: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "success": True,
        "message": message,
        "data": data,
        "side_effects": [],
        "execution_time_s": 0.0,
        "correlation_id": "",
    }
