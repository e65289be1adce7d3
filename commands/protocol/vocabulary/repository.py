"""Commands that bring branches together: `sync [resource] [direction]`."""

from __future__ import annotations

from commands.protocol.vocabulary.common import ALL, SWARM, TIMEOUT, the_id
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
        "Fetches the upstream of the target branch, and tells how the two stand.",
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
        "Brings the target branch into one branch, as far as nothing is at risk.",
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
        "Brings the target branch into the branch of every instance, as far as nothing "
        "is at risk.",
        (Example("sync all branches", ("all",)), Example("sync branches")),
        parameters=(SWARM, TIMEOUT),
        modifiers=(ALL, *_DIRECTIONS),
        many=True,
        each="instance",
        members="present",
    ),
    Command(
        "sync",
        "instance",
        "Brings the target branch into the worktree of one instance, if nothing is "
        "uncommitted there and nothing conflicts; else tells what stands in the way.",
        (Example("sync instance kiro-3", parameters={"id": "kiro-3"}),),
        parameters=(the_id("instance"), SWARM),
        modifiers=_DIRECTIONS,
    ),
    Command(
        "sync",
        "instances",
        "Brings the target branch into the worktree of every instance, as far as "
        "nothing is at risk.",
        (Example("sync all instances", ("all",)),),
        parameters=(SWARM, TIMEOUT),
        modifiers=(ALL, *_DIRECTIONS),
        many=True,
        each="instance",
        members="present",
    ),
)
