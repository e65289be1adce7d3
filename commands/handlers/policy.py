"""What an agent is told of the rules of the campaign: when a task is done, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.handlers.tasks import DEFAULT_TRIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from domain.swarm import Swarm


def with_policy(brief: Mapping[str, Any], swarm: Swarm) -> dict[str, Any]:
    """Put the campaign's rules before what the plan's brief says of policy."""
    own = brief.get("policy") or ()
    return {**brief, "policy": [*_rules(swarm), *own]}


def _rules(swarm: Swarm) -> Iterator[str]:
    yield (
        "The task is done when all that it and its acceptance criteria ask for is "
        f"here, and its work has landed on {_code(swarm.target)}, by a merge."
    )
    gates = ", ".join(_code(str(gate)) for gate in swarm.settings.get("gates") or ())
    if gates:
        yield (
            f"It lands only if each gate passes on the merged result: {gates}. Run "
            "them yourself before you end."
        )
    else:
        yield (
            "No gate checks it before it lands: make sure yourself that it works "
            "and breaks nothing."
        )
    yield (
        "Do this task alone: others are at work on the rest of the plan, and the "
        "boxes of the plan are ticked when a task lands."
    )
    yield (
        "Tests that the task, its acceptance criteria or the design ask for are part "
        "of it."
    )
    tries = int(swarm.settings.get("tries", DEFAULT_TRIES))
    yield (
        "An attempt that fails, or does not pass the gates, is told why and tried "
        f"again; after {tries} failures the task is given up."
        if tries > 1
        else "There is one try: when it fails, or does not pass the gates, the task "
        "is given up."
    )


def _code(text: str) -> str:
    """Show a text as code, whatever is in it."""
    text = " ".join(text.split())
    return f"`` {text} ``" if "`" in text else f"`{text}`"
