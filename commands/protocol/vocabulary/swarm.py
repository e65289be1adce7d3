"""Commands on the swarm as a whole."""

from __future__ import annotations

from commands.protocol.vocabulary.common import (
    BECAUSE,
    DETAILED,
    GRACEFUL,
    HEALTH,
    NOW,
    THE_REASON,
    the_id,
)
from commands.protocol.vocabulary.declaration import (
    CONTROLLER,
    READERS,
    Command,
    Example,
    Modifier,
    Parameter,
)

_ID = the_id("swarm", required=False)
_VERSION = Parameter(
    "version", "int", "the version of the swarm that the decision rests on", minimum=1
)
_THE_ID = the_id("swarm")
_SETTINGS = Parameter("settings", "json", "the settings, a JSON object", required=True)

COMMANDS = (
    Command(
        "launch",
        "swarm",
        "Begins a campaign on one or more specs, towards a target branch.",
        (
            Example(
                "launch swarm checkout target=main specs=.kiro/specs/checkout "
                "settings={}",
                parameters={
                    "id": "checkout",
                    "target": "main",
                    "specs": [".kiro/specs/checkout"],
                    "settings": {},
                },
            ),
            Example(
                "start a new swarm named checkout for .kiro/specs/checkout into main "
                "with settings {}",
                parameters={
                    "id": "checkout",
                    "target": "main",
                    "specs": [".kiro/specs/checkout"],
                    "settings": {},
                },
            ),
        ),
        parameters=(
            _THE_ID,
            Parameter(
                "target",
                "text",
                "the branch to merge into",
                required=True,
                words=("into",),
            ),
            Parameter(
                "specs",
                "list",
                "folders of the plan",
                required=True,
                words=("spec", "for"),
            ),
            _SETTINGS,
        ),
        synonyms=("start", "begin", "create"),
    ),
    Command(
        "continue",
        "swarm",
        "Takes a campaign up again after its controller ended, with the plan as it is "
        "now.",
        (
            Example(
                "continue swarm checkout settings='{\"instances\": 4}'",
                parameters={"id": "checkout", "settings": {"instances": 4}},
            ),
        ),
        parameters=(
            _THE_ID,
            _SETTINGS,
            Parameter(
                "dropped",
                "list",
                "tasks of the campaign that the plan does not have any more",
            ),
        ),
    ),
    Command(
        "pause",
        "swarm",
        "Starts no new attempt and no new integration; what runs goes on to its end.",
        (
            Example("pause swarm"),
            Example(
                "pause the swarm because the target is frozen",
                parameters={"because": "the target is frozen"},
            ),
        ),
        parameters=(_ID, BECAUSE),
    ),
    Command(
        "resume",
        "swarm",
        "Starts new work again after a pause.",
        (
            Example("resume swarm"),
            Example("unpause swarm checkout", parameters={"id": "checkout"}),
        ),
        parameters=(_ID, BECAUSE),
    ),
    Command(
        "stop",
        "swarm",
        "Stops all agents, keeps their work on rescue refs and leaves a state that "
        "can be continued.",
        (
            Example("stop swarm"),
            Example("stop the entire swarm gracefully", ("graceful",)),
            Example(
                "stop swarm checkout now because='wrong target branch'",
                ("now",),
                {"id": "checkout", "because": "wrong target branch"},
            ),
        ),
        parameters=(_ID, BECAUSE),
        modifiers=(GRACEFUL, NOW),
    ),
    Command(
        "status",
        "swarm",
        "Tells how the campaign stands.",
        (
            Example("status swarm"),
            Example("status swarm health", ("health",)),
            Example("status swarm detailed", ("detailed",)),
            Example("show me the detailed status of the entire swarm", ("detailed",)),
        ),
        parameters=(_ID,),
        modifiers=(DETAILED, HEALTH),
        roles=READERS,
    ),
    Command(
        "complete",
        "swarm",
        "Records that every required task is on the target branch.",
        (
            Example(
                "complete swarm checkout head=4b825dc",
                parameters={"id": "checkout", "head": "4b825dc"},
            ),
        ),
        parameters=(
            _THE_ID,
            Parameter("head", "text", "the commit of the target", required=True),
            _VERSION,
        ),
        roles=CONTROLLER,
        audience="house",
    ),
    Command(
        "end",
        "swarm",
        "Records that nothing can go on while some required tasks are left over.",
        (
            Example(
                'end swarm checkout because="task 1.2 has failed"',
                parameters={"id": "checkout", "because": "task 1.2 has failed"},
            ),
        ),
        parameters=(_THE_ID, THE_REASON, _VERSION),
        roles=CONTROLLER,
        audience="house",
    ),
    Command(
        "report",
        "swarm",
        "Records that nothing of the campaign runs any more.",
        (
            Example(
                'report swarm checkout stopped because="asked by the operator"',
                ("stopped",),
                {"id": "checkout", "because": "asked by the operator"},
            ),
        ),
        parameters=(_THE_ID, THE_REASON, _VERSION),
        modifiers=(
            Modifier("stopped", "no process of the swarm is left", group="outcome"),
        ),
        groups=("outcome",),
        roles=CONTROLLER,
        audience="house",
    ),
)
