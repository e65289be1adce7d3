from __future__ import annotations

import pytest

from commands.protocol.errors import ProtocolError
from commands.protocol.parser import parse

# What is said, a part of the message, and one of the suggestions.
REFUSED = [
    ("stop", "say which", "stop swarm"),
    ("halt", "swarm, instance or instances", "stop instances"),
    (
        "stop installation",
        "'installation' is none of them",
        "stop instance installation",
    ),
    ("stop kiro-3", "'kiro-3' is none of them", "stop instance kiro-3"),
    ("stpo instance kiro-3", "'stpo' is not a verb", "stop instance kiro-3"),
    ("run tsk 1.2", "not understood", "run task 1.2"),
    ("status swram", "not clear", "status swarm"),
    ("pause instanse", "not clear", "pause swarm"),
    ("sync feature/x", "not understood", "sync branch feature/x"),
    ("git status", "not with repository", "status swarm"),
    ("run task 1.2 timout=3", "no parameter 'timout'", "run task 1.2 timeout=3"),
    ("run task 1.2 colour=red", "it knows id, instance, timeout, swarm", ""),
    ("run task 1.2 timeout=abc", "timeout must be a duration", ""),
    ("run task 1.2 swarm=a swarm=b", "swarm is given twice", ""),
    ("run task 1.2 3.4", "'3.4' is not understood", ""),
    ("run task", "needs id", "run task 1.2 beast-mode timeout=300"),
    ("run task in", "needs id", ""),
    ("run task -x", "without spaces", ""),
    ("run task ../../etc", "without spaces", ""),
    ("run task what=1", "no parameter 'what'", ""),
    ("stop the worker", "needs id", ""),
    ("stop instance", "needs id", ""),
    ("stop swarm resume", "'resume' is not understood", ""),
    ("stop swarm graceful now", "exclude each other", ""),
    ("scale instances five", "whole number", "scale instances 5"),
    ("scale instances", "exactly one of count, by", ""),
    ("scale instances 3 by=2", "exactly one of count, by", ""),
    ("scale instances -1", "at least 0", ""),
    ("scale instances 99999999999999999999", "whole number", ""),
    ("switch protocol pigeon", "one of primary, backup", ""),
    ("retry message failed", "about one", "retry failed messages"),
    ("drop message 7f3a", "needs because", ""),
    ("report task 1 swarm=s attempt=1", "needs one of started", ""),
    ("report task 1 started swarm=s attempt=1 base=a", "needs branch", ""),
    (
        "report task 1 started swarm=s attempt=1 base=a branch=b commit=c",
        "commit goes with submitted only",
        "",
    ),
    ("report task 1 started failed swarm=s attempt=1", "exclude each other", ""),
    ("report task 1 failed swarm=s attempt=0", "at least 1", ""),
    ("do not stop the swarm", "'not' cannot be part", ""),
    ("don't stop the swarm", "cannot be part", ""),
    ("stop all instances except kiro-3", "'except' cannot be part", ""),
    ("stop the swarm if it hangs", "'if' cannot be part", ""),
    ("stop swarm and run task 1.2", "not understood", ""),
    ("foo bar baz", "'foo' is not a verb", ""),
    ("ünïcode 東京", "is not a verb", ""),
    ("", "empty", "status swarm"),
    ("   ", "empty", ""),
    ('"stop" swarm', "is not a verb", ""),
    ("stop=1", "is not a verb", ""),
    ("the swarm", "is not a verb", ""),
    ("please", "is not a verb", ""),
    ('run task "abc', 'the quote " is never closed', ""),
    ("run task '", "never closed", ""),
    ('run task x"y"', "quoted as a whole or not at all", ""),
    ('run task "x"y', "quoted as a whole or not at all", ""),
    (r'run task "\q"', r"the escape \q is unknown", ""),
    (r'run task "\Uffffffff"', "is unknown", ""),
    ("run task a\x00b", "U+0000 is not allowed", ""),
    ("run task a\nstop swarm", "U+000A is not allowed", ""),
    ("run\ttask a", "U+0009 is not allowed", ""),
    ("run task a\x1b[31m", "U+001B is not allowed", ""),
    ("run task a\u202eb", "U+202E is not allowed", ""),
    ("run task a\udc80b", "U+DC80 is not allowed", ""),
    ("continue swarm s settings={", "must be a JSON text", ""),
    ("continue swarm s settings=NaN", "must be a JSON text", ""),
    (f"continue swarm s settings={'[' * 40}{']' * 40}", "at most 32 levels", ""),
    (f"continue swarm s settings={'[' * 100000}", "at most 32 levels", ""),
    ("stop " + "really " * 500, "at most 400 words", ""),
    ("run task " + "x" * 201, "1 to 200 characters", ""),
]


@pytest.mark.parametrize(("said", "message", "suggestion"), REFUSED)
def test_what_is_not_a_command_is_refused_with_a_sentence(
    said: str, message: str, suggestion: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(said)
    error = caught.value
    assert message in error.message
    assert "\n" not in str(error)
    assert len(str(error)) < 700
    assert 0 <= error.position <= len(said)
    assert not suggestion or suggestion in error.suggestions
    assert len(error.suggestions) <= 3


@pytest.mark.parametrize("said", [said for said, _, _ in REFUSED])
def test_suggestions_are_commands_themselves(said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(said)
    for line in caught.value.suggestions:
        parse(line)


@pytest.mark.parametrize(
    ("said", "readings"),
    [
        ("show queue", ("status integrations", "list messages")),
        ("stop everything", ("stop swarm", "stop instances")),
    ],
)
def test_ambiguity_is_an_error_that_lists_the_readings(
    said: str, readings: tuple[str, ...]
) -> None:
    with pytest.raises(ProtocolError, match="more than one") as caught:
        parse(said)
    assert caught.value.suggestions == readings


def test_the_position_is_where_the_trouble_begins() -> None:
    with pytest.raises(ProtocolError) as caught:
        parse("run task 1.2 timeout=abc")
    assert caught.value.position == len("run task 1.2 timeout=")
    assert str(caught.value) == (
        "timeout must be a duration such as 30s, 5m, 1h30m or PT30S, not 'abc' "
        "(at character 22); try `run task 1.2 beast-mode timeout=300`"
    )


def test_an_error_without_place_and_suggestion_is_just_its_message() -> None:
    assert str(ProtocolError("it is so")) == "it is so"
