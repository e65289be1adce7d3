"""Commands on integrations, branches and conflicts: what becomes of finished work."""

from __future__ import annotations

from commands.protocol.vocabulary.common import (
    ALL,
    BECAUSE,
    DETAILED,
    STEP,
    SWARM,
    THE_REASON,
    THE_SWARM,
    the_id,
)
from commands.protocol.vocabulary.declaration import (
    CONTROLLER,
    HOUSE,
    READERS,
    Command,
    Example,
    Modifier,
    Parameter,
)

_ID = the_id("integration")
_RESOLVE = Modifier(
    "conflict-resolve",
    "send conflicts back to their instances with the hunks as context",
    (
        "resolve conflicts",
        "resolving conflicts",
        "conflict resolution",
        "and resolve conflicts",
    ),
)
_CANDIDATES = Parameter(
    "candidates", "json", "the candidates, a JSON array in landing order", required=True
)

PEOPLE = (
    Command(
        "merge",
        "branches",
        "Takes finished branches into an integration.",
        (
            Example(
                "merge completed branches conflict-resolve",
                ("completed", "conflict-resolve"),
            ),
            Example("merge all finished branches", ("all", "completed")),
        ),
        parameters=(SWARM,),
        modifiers=(
            ALL,
            Modifier("completed", "those whose task is done", ("finished", "done")),
            _RESOLVE,
        ),
        synonyms=("integrate",),
    ),
    Command(
        "resolve",
        "conflicts",
        "Settles the conflicts between candidates.",
        (
            Example("resolve conflicts auto", ("auto",)),
            Example("fix all merge conflicts automatically", ("all", "auto")),
        ),
        parameters=(SWARM,),
        modifiers=(
            ALL,
            Modifier(
                "auto",
                "by sending them back to their instances",
                ("automatic", "automatically"),
                "how",
            ),
            Modifier("manual", "by a person", ("manually", "by hand"), "how"),
        ),
        synonyms=("fix", "settle"),
    ),
    Command(
        "rollback",
        "integration",
        "Takes a landed integration off the target by a new commit.",
        (
            Example("rollback integration batch-5", parameters={"id": "batch-5"}),
            Example(
                "roll back batch batch-5 because it broke the build",
                parameters={"id": "batch-5", "because": "it broke the build"},
            ),
        ),
        parameters=(_ID, SWARM, BECAUSE),
        synonyms=("roll back", "revert", "undo"),
    ),
    Command(
        "status",
        "integration",
        "Tells how one integration stands.",
        (Example("status integration batch-5", parameters={"id": "batch-5"}),),
        parameters=(_ID, SWARM),
        modifiers=(DETAILED,),
        roles=READERS,
    ),
    Command(
        "status",
        "integrations",
        "Lists the merge queue.",
        (Example("status integrations"), Example("show the merge queue")),
        parameters=(SWARM,),
        modifiers=(ALL, DETAILED),
        roles=READERS,
    ),
    Command(
        "status",
        "conflicts",
        "Lists the conflicts that wait for someone.",
        (Example("status conflicts"), Example("are there any conflicts")),
        parameters=(SWARM,),
        modifiers=(ALL, DETAILED),
        synonyms=("are there",),
        roles=READERS,
    ),
)

HOUSE_COMMANDS = (
    Command(
        "open",
        "integration",
        "Takes pinned candidates into a train and asks for it to be built.",
        (
            Example(
                "open integration batch-5 swarm=checkout target=main "
                'candidates=\'[{"task": "1.2", "attempt": 1, "commit": "9fceb02", '
                '"title": "Cart"}]\'',
                parameters={
                    "id": "batch-5",
                    "swarm": "checkout",
                    "target": "main",
                    "candidates": [
                        {
                            "task": "1.2",
                            "attempt": 1,
                            "commit": "9fceb02",
                            "title": "Cart",
                        }
                    ],
                },
            ),
        ),
        parameters=(
            _ID,
            THE_SWARM,
            Parameter("target", "text", "the branch to land on", required=True),
            _CANDIDATES,
        ),
        roles=CONTROLLER,
        audience="house",
    ),
    Command(
        "report",
        "integration",
        "Reports a step of an integration; a report for another step is refused.",
        (
            Example(
                "report integration batch-5 built swarm=checkout step=1 base=4b825dc "
                'head=9fceb02 merges=\'{"1.2": "9fceb02"}\' conflicts=[]',
                ("built",),
                {
                    "id": "batch-5",
                    "swarm": "checkout",
                    "step": 1,
                    "base": "4b825dc",
                    "head": "9fceb02",
                    "merges": {"1.2": "9fceb02"},
                    "conflicts": [],
                },
            ),
            Example(
                "report integration batch-5 passed swarm=checkout step=2 gates=[] "
                'excerpt=""',
                ("passed",),
                {
                    "id": "batch-5",
                    "swarm": "checkout",
                    "step": 2,
                    "gates": [],
                    "excerpt": "",
                },
            ),
            Example(
                "report integration batch-5 moved swarm=checkout step=3 found=1a410ef",
                ("moved",),
                {
                    "id": "batch-5",
                    "swarm": "checkout",
                    "step": 3,
                    "found": "1a410ef",
                },
            ),
        ),
        parameters=(
            _ID,
            THE_SWARM,
            STEP,
            Parameter("base", "text", "the commit the train stands on"),
            Parameter("head", "text", "the commit at the head of the train"),
            Parameter("merges", "json", "merge commit by task, a JSON object"),
            Parameter("conflicts", "json", "candidates left behind, a JSON array"),
            Parameter("gates", "json", "what the gates said, a JSON array"),
            Parameter("excerpt", "text", "the telling part of the failed gate's log"),
            Parameter("checkout", "text", "what became of the target's checkout"),
            Parameter("found", "text", "the commit the target stands at instead"),
        ),
        modifiers=(
            Modifier(
                "built",
                "the train stands",
                (),
                "outcome",
                ("base", "head", "merges", "conflicts"),
            ),
            Modifier(
                "passed", "every gate passed", (), "outcome", ("gates", "excerpt")
            ),
            Modifier("failed", "a gate failed", (), "outcome", ("gates", "excerpt")),
            Modifier("landed", "the target moved", (), "outcome", ("head", "checkout")),
            Modifier(
                "moved", "someone else moved the target", (), "outcome", ("found",)
            ),
        ),
        groups=("outcome",),
        roles=HOUSE,
        audience="house",
    ),
    Command(
        "abandon",
        "integration",
        "Closes an integration that has not landed; its candidates stay pinned.",
        (
            Example(
                'abandon integration batch-5 swarm=checkout because="the swarm stops"',
                parameters={
                    "id": "batch-5",
                    "swarm": "checkout",
                    "because": "the swarm stops",
                },
            ),
        ),
        parameters=(_ID, THE_SWARM, THE_REASON),
        roles=CONTROLLER,
        audience="house",
    ),
)

COMMANDS = PEOPLE + HOUSE_COMMANDS
