from __future__ import annotations

import pytest

from commands.protocol.parser import parse

# What is said, and the canonical line it must become.
SAID = {
    # the forms of the plan
    "run task abc beast mode": "run task abc beast-mode",
    "execute task abc in beast mode": "run task abc beast-mode",
    "run task 1.2 beast-mode timeout=300": "run task 1.2 beast-mode timeout=300",
    "stop all running threads": "stop instances all running",
    "halt all active processes": "stop instances all running",
    "git sync": "sync repository",
    "git sync upstream": "sync repository upstream",
    "git sync branch feature/x": "sync branch feature/x",
    "status swarm health": "status swarm health",
    "status swarm detailed": "status swarm detailed",
    "scale instances 5": "scale instances 5",
    "scale up instances 3": "scale instances 3 up",
    "stop instance kiro-3 graceful": "stop instance kiro-3 graceful",
    "restart instance kiro-3": "restart instance kiro-3",
    "reassign tasks from kiro-3": "reassign tasks from=kiro-3",
    "retry failed messages": "retry messages failed",
    "switch protocol backup": "switch protocol backup",
    "resolve conflicts auto": "resolve conflicts auto",
    "rollback integration batch-5": "rollback integration batch-5",
    "merge completed branches conflict-resolve": (
        "merge branches completed conflict-resolve"
    ),
    "sync": "sync repository",
    "sync repository upstream": "sync repository upstream",
    "sync branches downstream": "sync branches downstream",
    "assign task 3.2 to kiro-2": "assign task 3.2 to=kiro-2",
    # politeness, small words, order
    "please execute task user-auth-123 using beast mode with timeout 300": (
        "run task user-auth-123 beast-mode timeout=300"
    ),
    "can you stop the instance kiro-5 gracefully please": (
        "stop instance kiro-5 graceful"
    ),
    "I need to synchronize the feature/new-ui branch with upstream": (
        "sync branch feature/new-ui upstream"
    ),
    "show me the detailed status of the entire swarm": "status swarm detailed",
    "scale up the instances to 5 workers immediately": "scale instances 5 up now",
    "Please, stop the swarm!": "stop swarm",
    "STOP SWARM": "stop swarm",
    "gracefully stop instance kiro-3": "stop instance kiro-3 graceful",
    "in beast mode run task abc": "run task abc beast-mode",
    "hey, could you kill the process kiro-9 right away?": "stop instance kiro-9 now",
    "swarm status": "status swarm",
    "task 1.2 status": "status task 1.2",
    "show the entire swarm's health": "status swarm health",
    "how is the swarm doing?": "status swarm",
    # parameters in a sentence
    "run task 1.2 with a timeout of 5 minutes on worker kiro-2": (
        "run task 1.2 instance=kiro-2 timeout=300"
    ),
    "run task 1.2 timeout PT30S": "run task 1.2 timeout=30",
    "scale the swarm to 5 instances": "scale instances 5",
    "scale to 5": "scale instances 5",
    "reduce instances by 2": "scale instances down by=2",
    "status task 1.2 in swarm checkout": "status task 1.2 swarm=checkout",
    "status of task 1.2 of the swarm": "status task 1.2",
    "assign task 3.2 to instance kiro-2": "assign task 3.2 to=kiro-2",
    "move all tasks from agent kiro-3 to kiro-1 because it is slow": (
        'reassign tasks all from=kiro-3 to=kiro-1 because="it is slow"'
    ),
    "stop instance name=kiro-3": "stop instance kiro-3",
    'switch to "nats"': "switch protocol nats",
    "use the memory transport": "switch protocol memory",
    # reasons take the rest
    "stop the swarm now because the build isn't green": (
        'stop swarm now because="the build isn\'t green"'
    ),
    'pause the swarm because "main is frozen" please': (
        'pause swarm because="main is frozen"'
    ),
    "stop instance kiro-1 because it hangs swarm=s": (
        'stop instance kiro-1 swarm=s because="it hangs"'
    ),
    # defaults, synonyms, number
    "status": "status swarm",
    "pause": "pause swarm",
    "rollback batch-5": "rollback integration batch-5",
    "roll back batch-5": "rollback integration batch-5",
    "increase to 5": "scale instances 5 up",
    "start 1.2": "run task 1.2",
    "launch task 1.2": "run task 1.2",
    "begin job 1.2": "run task 1.2",
    "terminate agent kiro-1": "stop instance kiro-1",
    "shut down the cluster": "stop swarm",
    "stop instances kiro-3": "stop instance kiro-3",
    "stop every instance": "stop instances all",
    "scale instance 5": "scale instances 5",
    "synchronise the repo": "sync repository",
    "list dead messages": "list messages failed",
    "show message 7f3a": "show message 7f3a",
    "show the merge queue": "status integrations",
    "increase workers by 2": "scale instances up by=2",
    "merge completed branches and resolve conflicts": (
        "merge branches completed conflict-resolve"
    ),
    "what's the status of the swarm": "status swarm",
    "give me the status of task 1.2": "status task 1.2",
    "give task 1.2 to kiro-2": "assign task 1.2 to=kiro-2",
    "RUN TASK ABC BEAST_MODE": "run task ABC beast-mode",
    "instance kiro-3 stop": "stop instance kiro-3",
    "list tasks that failed": "status tasks failed",
    "run task 1.2 using instance kiro-3": "run task 1.2 instance=kiro-3",
    # values keep their text
    "run task 1-2": "run task 1-2",
    "run task 1.2.3": "run task 1.2.3",
    "run task MyTask": "run task MyTask",
    "run task 東京": "run task 東京",
    "run task abc, please": "run task abc",
    "sync branch Feature/X upstream": "sync branch Feature/X upstream",
    'run task "now"': 'run task "now"',
    "run task C:\\x": 'run task "C:\\\\x"',
    'continue swarm s settings={"a":[1]}': "continue swarm s settings='{\"a\": [1]}'",
}


@pytest.mark.parametrize(("said", "canonical"), SAID.items())
def test_a_sentence_means_one_canonical_line(said: str, canonical: str) -> None:
    assert parse(said).to_text() == canonical


@pytest.mark.parametrize("canonical", sorted(set(SAID.values())))
def test_the_canonical_line_means_itself(canonical: str) -> None:
    assert parse(canonical).to_text() == canonical


def test_values_are_typed_only_where_declared() -> None:
    action = parse("run task 12 timeout=2m")
    assert action.parameters == {"id": "12", "timeout": 120}


def test_modifiers_come_in_the_order_of_their_declaration_each_once() -> None:
    assert parse("stop instances running all active").modifiers == ("all", "running")


def test_spaces_around_do_not_matter() -> None:
    assert parse("  stop   swarm \n") == parse("stop swarm")
