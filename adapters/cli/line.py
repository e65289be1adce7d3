"""A line of the protocol: sent to the controller that runs, answered on the terminal."""

from __future__ import annotations

import sys

from adapters.cli.errors import BadUsage, CommandLineError
from adapters.cli.state import find_state
from adapters.cli.text import clean_lines
from adapters.cli.words import join
from adapters.local_door.client import ask
from adapters.local_door.errors import DoorError, NobodyThere

TYPE_CHECKING = False  # importing typing would cost `swarm status` 10 ms
if TYPE_CHECKING:
    from typing import Any

    from adapters.cli.words import Invocation

TIMEOUT_S = 30.0


def send(asked: Invocation) -> int:
    """Send the words as one line and print the answer.

    Raises:
        BadUsage: the options or words make no line.
        CommandLineError: no answer could be had.

    """
    line = join(asked.words)
    if not line:
        raise BadUsage(
            "an empty line asks for nothing: `swarm help` lists all commands"
        )
    state = find_state(asked.values.get("repo", "."))
    try:
        answer = ask(state, line, _timeout(asked))
    except NobodyThere:
        from adapters.cli.idle import answer_without_controller

        answer = answer_without_controller(state, line)
    except DoorError as error:
        raise CommandLineError(str(error)) from error
    return show(answer, as_json="json" in asked.flags)


def show(answer: dict[str, Any], *, as_json: bool) -> int:
    """Print an answer; refusals go to stderr unless JSON is asked for.

    Returns the exit status: a line that is not a command is answered with
    suggestions, and is bad usage.
    """
    done = bool(answer.get("success"))
    if as_json:
        import json

        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        text = clean_lines(str(answer.get("message", "")))
        print(
            text if done else f"swarm: {text}", file=sys.stdout if done else sys.stderr
        )
    if done:
        return 0
    data = answer.get("data")
    return BadUsage.status if isinstance(data, dict) and "suggestions" in data else 1


def _timeout(asked: Invocation) -> float:
    text = asked.values.get("timeout", "")
    if not text:
        return TIMEOUT_S
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise BadUsage(f"--timeout needs a number of seconds above 0, not {text!r}")
    return seconds
