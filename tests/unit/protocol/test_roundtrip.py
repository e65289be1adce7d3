from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.protocol.action import StructuredAction
from commands.protocol.errors import ProtocolError
from commands.protocol.parser import parse
from commands.protocol.quoting import MAX_LENGTH
from commands.protocol.vocabulary import COMMANDS, Command
from tests.unit.protocol.declared import ANY_ACTION, actions

BOUNDED = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@given(data=st.data())
@BOUNDED
def test_every_action_of_a_declaration_is_written_and_read_again(
    command: Command, data: st.DataObject
) -> None:
    action = data.draw(actions(command))
    line = action.to_text()
    assert "\n" not in line
    assert parse(line) == action


@given(ANY_ACTION)
@settings(BOUNDED, max_examples=60)
def test_the_canonical_line_is_stable(action: StructuredAction) -> None:
    assert parse(action.to_text()).to_text() == action.to_text()


@given(ANY_ACTION)
@settings(BOUNDED, max_examples=60)
def test_case_of_words_does_not_matter_and_case_of_values_does(
    action: StructuredAction,
) -> None:
    verb, noun, *rest = action.to_text().split(" ")
    shouted = " ".join([verb.upper(), noun.title(), *rest])
    assert parse(shouted) == action


def test_any_text_survives() -> None:
    text = "line one\nline two\t\"quoted\" 'too' \\ back\x1b[31m\u2028 日本語 \ud800 🎉 a=b, c"
    action = StructuredAction(
        verb="pause", noun="swarm", parameters={"because": text, "id": "s"}
    )
    line = action.to_text()
    assert line.isprintable()
    assert parse(line) == action


def test_json_is_written_without_a_thicket_of_escapes() -> None:
    action = StructuredAction(
        verb="continue",
        noun="swarm",
        parameters={"id": "s", "settings": {"gates": ["make test"]}},
    )
    assert action.to_text() == (
        'continue swarm s settings=\'{"gates": ["make test"]}\''
    )


def test_values_that_are_words_of_the_vocabulary_are_quoted() -> None:
    for name in ("now", "instances", "in", "not", "stop", "NOW"):
        action = StructuredAction(verb="stop", noun="instance", parameters={"id": name})
        assert action.to_text() == f'stop instance "{name}"'
        assert parse(action.to_text()) == action


def test_an_action_without_declaration_is_still_readable() -> None:
    action = StructuredAction(
        verb="paint",
        noun="fence",
        modifiers=("twice",),
        parameters={"colour": "sky blue", "coats": 2, "wet": True, "by": ["a"]},
    )
    assert action.to_text() == (
        'paint fence twice colour="sky blue" coats=2 wet=true by=\'["a"]\''
    )


def test_equality_is_about_what_is_asked_for() -> None:
    one, other = parse("stop swarm now"), parse("stop swarm now")
    assert one.id != other.id
    assert one == other
    assert len({one, other}) == 1
    assert one != parse("stop swarm")
    assert one != "stop swarm now"


def test_the_envelope_is_taken_over() -> None:
    action = parse(
        "stop swarm",
        source="nats",
        actor="ann",
        id="1",
        correlation_id="2",
        causation_id="3",
    )
    assert (action.source, action.actor, action.id) == ("nats", "ann", "1")
    assert (action.correlation_id, action.causation_id) == ("2", "3")
    assert action.at.tzinfo is not None


def test_a_line_has_a_greatest_length() -> None:
    with pytest.raises(ProtocolError, match="at most"):
        parse("pause swarm because=" + "x" * MAX_LENGTH)


def test_a_declared_default_is_told_but_not_written() -> None:
    action = parse("pause swarm")
    assert action.value("because") == ""
    assert parse('pause swarm because="a b"').value("because") == "a b"
    assert action.value("nothing") is None
    assert action.parameters == {}
