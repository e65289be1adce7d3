"""Commands on instances."""

from __future__ import annotations

from commands.protocol.vocabulary.common import (
    ALL,
    BECAUSE,
    DETAILED,
    GRACEFUL,
    HEALTH,
    NOW,
    RUNNING,
    SWARM,
    THE_REASON,
    THE_SWARM,
    TIMEOUT,
    the_id,
)
from commands.protocol.vocabulary.declaration import (
    HOUSE,
    READERS,
    Command,
    Example,
    Modifier,
    Parameter,
)

_ID = the_id("instance")

COMMANDS = (
    Command(
        "join",
        "instance",
        "Records that an instance is there and can take tasks.",
        (
            Example(
                "join instance kiro-1 swarm=checkout colour=#dd0531 agent=kiro "
                "host=build-7",
                parameters={
                    "id": "kiro-1",
                    "swarm": "checkout",
                    "colour": "#dd0531",
                    "agent": "kiro",
                    "host": "build-7",
                },
            ),
        ),
        parameters=(
            _ID,
            THE_SWARM,
            Parameter("colour", "text", "its Peacock colour, `#rrggbb`", required=True),
            Parameter("agent", "text", "what works in it", required=True),
            Parameter("host", "text", "the machine it runs on", required=True),
        ),
        roles=HOUSE,
        audience="house",
    ),
    Command(
        "leave",
        "instance",
        "Records that an instance takes no more work.",
        (
            Example(
                'leave instance kiro-1 swarm=checkout because="the host goes down"',
                parameters={
                    "id": "kiro-1",
                    "swarm": "checkout",
                    "because": "the host goes down",
                },
            ),
        ),
        parameters=(_ID, THE_SWARM, THE_REASON),
        roles=HOUSE,
        audience="house",
    ),
    Command(
        "scale",
        "instances",
        "Sets how many instances work. `up` and `down` say which way it is meant to "
        "go: the count is refused when it goes the other way.",
        (
            Example("scale instances 5", parameters={"count": 5}),
            Example("scale up instances 3", ("up",), {"count": 3}),
            Example(
                "scale up the instances to 5 workers immediately",
                ("up", "now"),
                {"count": 5},
            ),
            Example("increase workers by 2", ("up",), {"by": 2}),
        ),
        parameters=(
            Parameter(
                "count",
                "int",
                "how many there shall be",
                positional=True,
                words=("to",),
                minimum=0,
            ),
            Parameter("by", "int", "how many more or fewer", minimum=1),
            SWARM,
        ),
        modifiers=(
            Modifier("up", "to more", (), "direction"),
            Modifier("down", "to fewer", (), "direction"),
            NOW,
        ),
        either=("count", "by"),
        synonyms=("resize", "increase", "grow", "decrease", "reduce", "shrink"),
        implied=(
            ("increase", "up"),
            ("grow", "up"),
            ("decrease", "down"),
            ("reduce", "down"),
            ("shrink", "down"),
        ),
    ),
    Command(
        "stop",
        "instance",
        "Stops one instance; the work of its attempt is kept on a rescue ref.",
        (
            Example("stop instance kiro-3 graceful", ("graceful",), {"id": "kiro-3"}),
            Example(
                "can you stop the instance kiro-5 gracefully please",
                ("graceful",),
                {"id": "kiro-5"},
            ),
        ),
        parameters=(_ID, SWARM, BECAUSE),
        modifiers=(GRACEFUL, NOW),
    ),
    Command(
        "stop",
        "instances",
        "Stops every instance; the work of their attempts is kept on rescue refs.",
        (
            Example("stop instances"),
            Example("stop all instances", ("all",)),
            Example("stop all running threads", ("all", "running")),
            Example("halt all active processes", ("all", "running")),
        ),
        parameters=(SWARM, TIMEOUT, BECAUSE),
        modifiers=(ALL, RUNNING, GRACEFUL, NOW),
        many=True,
        each="instance",
        members="present",
    ),
    Command(
        "restart",
        "instance",
        "Stops one instance, work kept, and starts it again.",
        (Example("restart instance kiro-3", parameters={"id": "kiro-3"}),),
        parameters=(_ID, SWARM, BECAUSE),
        modifiers=(GRACEFUL, NOW),
        synonyms=("reboot",),
    ),
    Command(
        "restart",
        "instances",
        "Restarts every instance; the work of their attempts is kept on rescue refs.",
        (
            Example("restart all instances", ("all",)),
            Example(
                "restart all running agents gracefully", ("all", "running", "graceful")
            ),
        ),
        parameters=(SWARM, TIMEOUT, BECAUSE),
        modifiers=(ALL, RUNNING, GRACEFUL, NOW),
        synonyms=("reboot",),
        many=True,
        each="instance",
        members="present",
    ),
    Command(
        "start",
        "instance",
        "Takes an instance back in that was stopped.",
        (Example("start instance kiro-3", parameters={"id": "kiro-3"}),),
        parameters=(_ID, SWARM, BECAUSE),
    ),
    Command(
        "start",
        "instances",
        "Takes every instance back in that was stopped.",
        (Example("start all instances", ("all",)),),
        parameters=(SWARM, TIMEOUT, BECAUSE),
        modifiers=(ALL,),
        many=True,
        each="instance",
        members="away",
    ),
    Command(
        "status",
        "instance",
        "Tells how one instance stands.",
        (
            Example("status instance kiro-3", parameters={"id": "kiro-3"}),
            Example("check the health of worker kiro-3", ("health",), {"id": "kiro-3"}),
        ),
        parameters=(_ID, SWARM),
        modifiers=(DETAILED, HEALTH),
        roles=READERS,
    ),
    Command(
        "status",
        "instances",
        "Lists the instances with colour, task and state; each one answers.",
        (
            Example("status instances"),
            Example("show all running agents", ("all", "running")),
        ),
        parameters=(SWARM, TIMEOUT),
        modifiers=(ALL, RUNNING, DETAILED, HEALTH),
        roles=READERS,
        many=True,
        each="instance",
    ),
)
