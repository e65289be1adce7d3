"""Parameters and modifiers that several commands share."""

from __future__ import annotations

from commands.protocol.vocabulary.declaration import Modifier, Parameter

SWARM = Parameter("swarm", "id", "the swarm; the running one when absent")
THE_SWARM = Parameter("swarm", "id", "the swarm", required=True)
BECAUSE = Parameter(
    "because",
    "text",
    "the reason, kept in the history",
    default="",
    words=("because of", "reason"),
    rest=True,
)
THE_REASON = Parameter(
    "because",
    "text",
    "the reason, kept in the history",
    required=True,
    words=("because of", "reason"),
    rest=True,
)
ATTEMPT = Parameter(
    "attempt", "int", "the number of the attempt", required=True, minimum=1
)
STEP = Parameter("step", "int", "the step that is reported", required=True, minimum=1)

TIMEOUT = Parameter(
    "timeout",
    "duration",
    "how long to wait for the answers; what came until then is told",
    default=10,
    words=("time limit",),
    minimum=0,
)

ALL = Modifier("all", "every one of them", ("every", "each", "all of"))
RUNNING = Modifier(
    "running", "only those at work", ("active", "busy", "currently running")
)
DETAILED = Modifier(
    "detailed",
    "with everything that is known",
    ("detail", "details", "in detail", "full", "verbose"),
)
HEALTH = Modifier("health", "whether it is well", ("healthy",))
GRACEFUL = Modifier(
    "graceful", "let running attempts end first", ("gracefully",), group="how"
)
NOW = Modifier(
    "now",
    "do not wait; work is kept on rescue refs",
    ("immediately", "at once", "right now", "right away", "force", "forced"),
    group="how",
)


def the_id(what: str, *, required: bool = True) -> Parameter:
    """Declare the positional id of `what`."""
    return Parameter(
        "id",
        "id",
        f"the {what}",
        positional=True,
        required=required,
        words=("name", "called", "named"),
    )
