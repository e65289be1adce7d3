from __future__ import annotations

import pytest

from commands.protocol.canonical import Reading
from commands.protocol.completion import complete
from commands.protocol.guide import help_text
from commands.protocol.lexicon import Lexicon, default_lexicon
from commands.protocol.parser import parse
from commands.protocol.reader import read
from commands.protocol.reference import commands_page
from commands.protocol.schemas import http_schema, mcp_tools
from commands.protocol.vocabulary import (
    COMMANDS,
    Command,
    Example,
    Modifier,
    Parameter,
)
from commands.protocol.vocabulary.declaration import KINDS, ROLES

by_name = pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)


def test_no_command_is_declared_twice() -> None:
    names = [one.name for one in COMMANDS]
    assert len(names) == len(set(names))


@by_name
def test_a_command_has_examples_and_each_parses_to_what_it_declares(
    command: Command,
) -> None:
    assert command.examples
    for example in command.examples:
        action = parse(example.text)
        assert (action.verb, action.noun) == (command.verb, command.noun)
        assert action.modifiers == example.modifiers
        assert action.parameters == (example.parameters or {})


@by_name
def test_a_command_says_what_it_does_and_who_may(command: Command) -> None:
    assert command.effect.endswith(".")
    assert command.roles
    assert set(command.roles) <= set(ROLES)
    assert command.audience in {"people", "house"}


@by_name
def test_parameters_and_modifiers_are_declared_soundly(command: Command) -> None:
    parameters = [one.name for one in command.parameters]
    modifiers = [one.name for one in command.modifiers]
    assert len(set(parameters + modifiers)) == len(parameters + modifiers)
    assert all(one.kind in KINDS and one.help for one in command.parameters)
    assert all(one.help for one in command.modifiers)
    assert {n for m in command.modifiers for n in m.needs + m.takes} <= set(parameters)
    assert set(command.groups) <= {one.group for one in command.modifiers}
    assert set(command.either) <= set(parameters)
    rest = [one for one in command.parameters if one.rest]
    assert all(one.kind == "text" for one in rest)


@by_name
def test_every_modifier_is_understood_by_name_and_by_each_synonym(
    command: Command,
) -> None:
    base = next(one.text for one in command.examples)
    for modifier in command.modifiers:
        if modifier.group or modifier.needs:
            continue
        for phrase in (modifier.name, modifier.name.replace("-", " ")):
            assert modifier.name in parse(f"{base} {phrase}").modifiers
        for phrase in modifier.synonyms:
            assert modifier.name in parse(f"{base} {phrase}").modifiers


def _with_one_more() -> tuple[Command, Lexicon]:
    drain = Command(
        "drain",
        "host",
        "Moves the instances of a host elsewhere.",
        (
            Example(
                "drain host h2 slowly within=5m",
                ("slowly",),
                {"id": "h2", "within": 300},
            ),
        ),
        parameters=(
            Parameter("id", "id", "the host", positional=True, required=True),
            Parameter("within", "duration", "how long it may take"),
        ),
        modifiers=(Modifier("slowly", "one after the other", ("one by one",)),),
        synonyms=("empty out",),
    )
    return drain, Lexicon((*COMMANDS, drain))


@pytest.mark.parametrize(
    "line",
    [
        "drain host h2 slowly within=300",
        "please drain the host h2 one by one within 5 minutes",
        "empty out host h2 slowly within 5m",
    ],
)
def test_one_declaration_is_enough_to_be_understood(line: str) -> None:
    drain, lexicon = _with_one_more()
    reading = read(line, lexicon)
    assert reading == Reading(drain, ("slowly",), {"id": "h2", "within": 300})


def test_one_declaration_is_enough_to_be_told_about() -> None:
    drain, lexicon = _with_one_more()
    assert "drain host ID [slowly] [within=DURATION]" in help_text(
        "drain", lexicon=lexicon
    )
    assert complete(["drain", "host", ""], lexicon) == ["slowly", "within="]
    assert "### drain host" in commands_page(lexicon.commands)
    assert drain.name in [one["title"] for one in http_schema(lexicon)["oneOf"]]
    assert "drain_host" in [one["name"] for one in mcp_tools(lexicon)]


def test_lookups_say_when_there_is_nothing() -> None:
    lexicon = default_lexicon()
    assert lexicon.command("run", "swarm") is None
    command = lexicon.command("run", "task")
    assert command is not None
    assert command.parameter("nothing") is None
    assert command.modifier("nothing") is None
    assert command.modifier("beast-mode") is not None
