"""Answers lines when no controller runs: status and dead messages, from what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from adapters.cli.errors import BadUsage, CommandLineError
from adapters.locking import holder
from adapters.sql.errors import NewerDatabase, NoDatabase, OlderDatabase, SqlError

if TYPE_CHECKING:
    from typing import Any

NOTHING_RUNS = "nothing runs here now; this is the last known state"
NEVER_RAN = (
    "nothing runs here, and no swarm has run here yet: start one with `swarm up SPEC`"
)
DAMAGED = (
    "if it is damaged, move `.swarm/swarm.db` aside and `swarm up` starts anew: git "
    "keeps all work that landed"
)


class Asked(NamedTuple):
    """What a line asks for: its command, how, and of which swarm ("" for the last)."""

    verb: str
    noun: str
    modifiers: tuple[str, ...] = ()
    swarm: str = ""
    id: str = ""


DEAD_MESSAGES = {("list", "messages"), ("show", "message")}
ONLY_SPORES = (
    "no controller runs: only dead messages that lie in files are told here; those of "
    "NATS, and what was done, are told while `swarm up` runs"
)

# What is asked most often is known without the grammar, whose import takes 60 ms.
KNOWN = {
    "status": Asked("status", "swarm"),
    "status swarm": Asked("status", "swarm"),
    "status swarm detailed": Asked("status", "swarm", ("detailed",)),
}


def answer_without_controller(state: str, line: str) -> dict[str, Any]:
    """Answer a line from what is on disk, in the form of an ActionResult.

    Raises:
        BadUsage: the line is not a command.
        CommandLineError: it needs a controller, or what is on disk cannot be read.

    """
    asked = KNOWN.get(line) or understand(line)
    starting = holder(Path(state))
    if starting is not None:
        raise CommandLineError(
            f"the controller with pid {starting.pid} is starting or ending and does "
            "not answer yet: try again in a moment"
        )
    if (asked.verb, asked.noun) in DEAD_MESSAGES:
        return _dead_messages(Path(state), asked)
    if asked.verb != "status":
        raise CommandLineError(
            f"no controller runs, so nobody can carry out '{asked.verb} {asked.noun}': "
            "start one with `swarm up SPEC`"
        )
    try:
        return _status(Path(state), asked)
    except NoDatabase:
        return _result(NEVER_RAN, {"running": False})
    except (NewerDatabase, OlderDatabase) as error:
        raise CommandLineError(str(error)) from error
    except SqlError as error:
        raise CommandLineError(f"{error}; {DAMAGED}") from error


def understand(line: str) -> Asked:
    """Read a line without the models of actions, whose import takes 200 ms.

    Raises:
        BadUsage: it is not a command.

    """
    from commands.protocol.errors import ProtocolError
    from commands.protocol.lexicon import default_lexicon
    from commands.protocol.reader import read

    try:
        reading = read(line, default_lexicon())
    except ProtocolError as error:
        raise BadUsage(str(error)) from error
    verb, noun = reading.command.verb, reading.command.noun
    swarm = reading.parameters.get("id" if noun == "swarm" else "swarm")
    name = str(reading.parameters.get("id", ""))
    return Asked(verb, noun, tuple(reading.modifiers), str(swarm or ""), name)


def _status(state: Path, asked: Asked) -> dict[str, Any]:
    from adapters.sql.reading import open_reader
    from projections.answers import status
    from projections.errors import NotThere

    rows = open_reader(state / "swarm.db")
    name = "" if asked.noun == "swarm" else asked.id
    try:
        text, data = status(rows, asked.noun, asked.modifiers, asked.swarm, one=name)
    except NotThere as missing:
        raise CommandLineError(str(missing)) from missing
    return _result(f"{NOTHING_RUNS}\n{text}", {"running": False, **data})


def _dead_messages(state: Path, asked: Asked) -> dict[str, Any]:
    """Tell of the dead messages in `.swarm/spores/dead`: all others need a server."""
    from adapters.bootstrap import dead_spores
    from adapters.reception.letters import MOST, as_letters, pick, told, told_list
    from domain.errors import Refused

    letters = as_letters(dead_spores(state, MOST))
    if asked.noun == "messages":
        listed = told_list(letters)
        return _result(f"{ONLY_SPORES}\n{listed.message}", listed.data)
    try:
        shown = told(pick(letters, asked.id))
    except Refused as refused:
        raise CommandLineError(f"{refused}; {ONLY_SPORES}") from refused
    return _result(shown.message, shown.data)


def _result(message: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "success": True,
        "message": message,
        "data": data,
        "side_effects": [],
        "execution_time_s": 0.0,
        "correlation_id": "",
    }
