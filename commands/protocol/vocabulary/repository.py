"""Commands that bring branches together: `sync [resource] [direction]`."""

from __future__ import annotations

from commands.protocol.vocabulary.common import ALL, SWARM, the_id
from commands.protocol.vocabulary.declaration import Command, Example, Modifier

_UPSTREAM = Modifier(
    "upstream",
    "take in what others did",
    ("with upstream", "from upstream", "up stream"),
    "direction",
)
_DOWNSTREAM = Modifier(
    "downstream", "hand on what was done", ("to downstream", "down stream"), "direction"
)
_DIRECTIONS = (_UPSTREAM, _DOWNSTREAM)

COMMANDS = (
    Command(
        "sync",
        "repository",
        "Brings the repository and its upstream together.",
        (
            Example("sync repository"),
            Example("git sync"),
            Example("git sync upstream", ("upstream",)),
            Example("sync with upstream", ("upstream",)),
        ),
        parameters=(SWARM,),
        modifiers=_DIRECTIONS,
    ),
    Command(
        "sync",
        "branch",
        "Brings one branch and its upstream together.",
        (
            Example("git sync branch feature/x", parameters={"id": "feature/x"}),
            Example(
                "I need to synchronize the feature/new-ui branch with upstream",
                ("upstream",),
                {"id": "feature/new-ui"},
            ),
        ),
        parameters=(the_id("branch"), SWARM),
        modifiers=_DIRECTIONS,
    ),
    Command(
        "sync",
        "branches",
        "Brings every branch of the swarm and its upstream together.",
        (Example("sync all branches", ("all",)), Example("sync branches")),
        parameters=(SWARM,),
        modifiers=(ALL, *_DIRECTIONS),
        many=True,
    ),
    Command(
        "sync",
        "instance",
        "Brings the target branch into the worktree of one instance.",
        (Example("sync instance kiro-3", parameters={"id": "kiro-3"}),),
        parameters=(the_id("instance"), SWARM),
        modifiers=_DIRECTIONS,
    ),
    Command(
        "sync",
        "instances",
        "Brings the target branch into the worktree of every instance.",
        (Example("sync all instances", ("all",)),),
        parameters=(SWARM,),
        modifiers=(ALL, *_DIRECTIONS),
        many=True,
    ),
)
