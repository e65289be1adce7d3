"""Commands on tasks."""

from __future__ import annotations

from commands.protocol.vocabulary.common import (
    ALL,
    ATTEMPT,
    BECAUSE,
    DETAILED,
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

_ID = the_id("task")
_BUSY = Parameter("busy", "float", "seconds the agent worked", minimum=0)

COMMANDS = (
    Command(
        "run",
        "task",
        "Runs one task as soon as its dependencies allow it, ahead of the others.",
        (
            Example(
                "run task 1.2 beast-mode timeout=300",
                ("beast-mode",),
                {"id": "1.2", "timeout": 300},
            ),
            Example("run task abc beast mode", ("beast-mode",), {"id": "abc"}),
            Example("execute task abc in beast mode", ("beast-mode",), {"id": "abc"}),
            Example(
                "please execute task user-auth-123 using beast mode with timeout 300",
                ("beast-mode",),
                {"id": "user-auth-123", "timeout": 300},
            ),
        ),
        parameters=(
            _ID,
            Parameter("instance", "id", "the instance to use", words=("on", "by")),
            Parameter(
                "timeout",
                "duration",
                "how long the attempt may take",
                words=("time limit",),
                minimum=0,
            ),
            SWARM,
        ),
        modifiers=(
            Modifier(
                "beast-mode",
                "strict policy: registry consulted, every gate required, each failure "
                "analysed before a retry",
                ("beast",),
            ),
        ),
    ),
    Command(
        "status",
        "task",
        "Tells how one task stands.",
        (
            Example("status task 1.2", parameters={"id": "1.2"}),
            Example(
                "what is the status of task 1.2 in detail",
                ("detailed",),
                {"id": "1.2"},
            ),
        ),
        parameters=(_ID, SWARM),
        modifiers=(DETAILED,),
        roles=READERS,
    ),
    Command(
        "status",
        "tasks",
        "Lists the tasks with their states.",
        (
            Example("status tasks"),
            Example("show all failed tasks", ("all", "failed")),
        ),
        parameters=(SWARM,),
        modifiers=(
            ALL,
            DETAILED,
            Modifier("running", "those at work", ("active",), group="state"),
            Modifier("ready", "those that wait for an instance", group="state"),
            Modifier("failed", "those without tries left", group="state"),
            Modifier("blocked", "those behind a failed one", group="state"),
            Modifier("integrated", "those on the target", ("done", "merged"), "state"),
        ),
        roles=READERS,
    ),
    Command(
        "ready",
        "task",
        "Records that nothing stands in the way of an assignment any more.",
        (
            Example(
                "ready task 1.2 swarm=checkout",
                parameters={"id": "1.2", "swarm": "checkout"},
            ),
        ),
        parameters=(_ID, THE_SWARM),
        roles=CONTROLLER,
        audience="house",
    ),
    Command(
        "assign",
        "task",
        "Gives a task to an instance, by hand or by the scheduler.",
        (
            Example(
                "assign task 1.2 to=kiro-1 attempt=1 swarm=checkout",
                parameters={
                    "id": "1.2",
                    "to": "kiro-1",
                    "attempt": 1,
                    "swarm": "checkout",
                },
            ),
            Example(
                "assign task 3.2 to kiro-2",
                parameters={"id": "3.2", "to": "kiro-2"},
            ),
        ),
        parameters=(
            _ID,
            Parameter("to", "id", "the instance", required=True, words=("onto",)),
            Parameter(
                "attempt",
                "int",
                "the number of the attempt; the next one when absent",
                minimum=1,
            ),
            SWARM,
        ),
        synonyms=("give",),
    ),
    Command(
        "reassign",
        "task",
        "Takes a task from its instance, work kept, and gives it to another one.",
        (
            Example(
                "reassign task 3.2 to kiro-2",
                parameters={"id": "3.2", "to": "kiro-2"},
            ),
        ),
        parameters=(
            _ID,
            Parameter("to", "id", "the instance; any when absent", words=("onto",)),
            SWARM,
            BECAUSE,
        ),
    ),
    Command(
        "reassign",
        "tasks",
        "Takes all tasks from one instance, work kept, and gives them to others.",
        (
            Example("reassign tasks from kiro-3", parameters={"from": "kiro-3"}),
            Example(
                "move all tasks from kiro-3 to kiro-1",
                ("all",),
                {"from": "kiro-3", "to": "kiro-1"},
            ),
        ),
        parameters=(
            Parameter(
                "from", "id", "the instance to relieve", required=True, words=("off",)
            ),
            Parameter("to", "id", "the instance; any when absent", words=("onto",)),
            SWARM,
            BECAUSE,
        ),
        modifiers=(ALL,),
    ),
    Command(
        "block",
        "task",
        "Gives a task up because something that it depends on failed.",
        (
            Example(
                'block task 1.2 swarm=checkout because="1.1 has failed"',
                parameters={
                    "id": "1.2",
                    "swarm": "checkout",
                    "because": "1.1 has failed",
                },
            ),
        ),
        parameters=(_ID, THE_SWARM, THE_REASON),
        roles=CONTROLLER,
        audience="house",
    ),
    Command(
        "reopen",
        "task",
        "Allows new tries of a failed, blocked or skipped task.",
        (
            Example(
                'reopen task 1.2 because="the quota is back"',
                parameters={"id": "1.2", "because": "the quota is back"},
            ),
            Example(
                "retry task 1.2 because the quota is back",
                parameters={"id": "1.2", "because": "the quota is back"},
            ),
        ),
        parameters=(_ID, SWARM, THE_REASON),
        synonyms=("retry", "redo", "rerun"),
    ),
    Command(
        "report",
        "task",
        "Reports how an attempt goes on; a report for an older attempt is refused.",
        (
            Example(
                "report task 1.2 started swarm=checkout attempt=1 base=4b825dc "
                "branch=swarm/checkout/1.2-1",
                ("started",),
                {
                    "id": "1.2",
                    "swarm": "checkout",
                    "attempt": 1,
                    "base": "4b825dc",
                    "branch": "swarm/checkout/1.2-1",
                },
            ),
            Example(
                "report task 1.2 submitted swarm=checkout attempt=1 commit=9fceb02 "
                'files=src/a.py,"docs/a, b.md" busy=12.5',
                ("submitted",),
                {
                    "id": "1.2",
                    "swarm": "checkout",
                    "attempt": 1,
                    "commit": "9fceb02",
                    "files": ["src/a.py", "docs/a, b.md"],
                    "busy": 12.5,
                },
            ),
            Example(
                "report task 1.2 failed swarm=checkout attempt=1 "
                'reason="the agent ended with status 1" rescue="" busy=3.5',
                ("failed",),
                {
                    "id": "1.2",
                    "swarm": "checkout",
                    "attempt": 1,
                    "reason": "the agent ended with status 1",
                    "rescue": "",
                    "busy": 3.5,
                },
            ),
            Example(
                "report task 1.2 interrupted swarm=checkout attempt=1 "
                'reason="the swarm stops" rescue=refs/swarm/rescue/1.2/1 busy=3.5',
                ("interrupted",),
                {
                    "id": "1.2",
                    "swarm": "checkout",
                    "attempt": 1,
                    "reason": "the swarm stops",
                    "rescue": "refs/swarm/rescue/1.2/1",
                    "busy": 3.5,
                },
            ),
        ),
        parameters=(
            _ID,
            THE_SWARM,
            ATTEMPT,
            Parameter("base", "text", "the commit the attempt stands on"),
            Parameter("branch", "text", "the branch of the attempt"),
            Parameter("commit", "text", "the candidate"),
            Parameter("files", "list", "the files it changes"),
            Parameter("reason", "text", "what happened, one sentence"),
            Parameter("rescue", "text", "the ref that keeps the work, or nothing"),
            _BUSY,
        ),
        modifiers=(
            Modifier(
                "started",
                "the agent is about to run",
                (),
                "outcome",
                ("base", "branch"),
            ),
            Modifier(
                "submitted",
                "the agent is done and its commit pinned",
                (),
                "outcome",
                ("commit", "files", "busy"),
            ),
            Modifier(
                "failed",
                "the attempt failed and burns a try",
                (),
                "outcome",
                ("reason", "rescue", "busy"),
            ),
            Modifier(
                "interrupted",
                "the attempt was cut short and burns no try",
                (),
                "outcome",
                ("reason", "rescue", "busy"),
            ),
        ),
        groups=("outcome",),
        roles=HOUSE,
        audience="house",
    ),
)
