from __future__ import annotations

import pytest

from commands.protocol.errors import ProtocolError
from commands.protocol.guide import help_text, usage
from commands.protocol.lexicon import default_lexicon
from commands.protocol.vocabulary import COMMANDS


def test_the_overview_lists_every_command_of_people() -> None:
    text = help_text()
    for command in COMMANDS:
        listed = f"\n  {command.name}  " in text.replace("   ", "  ").replace(
            "   ", "  "
        )
        assert listed or command.audience == "house" or command.name in text


def test_a_verb_lists_its_commands_and_a_synonym_those_it_means() -> None:
    assert "stop instances" in help_text("stop")
    assert "stop instances" in help_text("halt")
    assert "run task" in help_text("execute")


def test_a_command_is_explained_in_full() -> None:
    text = help_text("report", "task")
    assert text.startswith(
        "report task ID (started|submitted|failed|interrupted) swarm=ID attempt=INT"
    )
    assert "needs base, branch" in text
    assert "worker, controller" in text
    assert "Exactly one of count, by" in help_text("scale", "instances")
    assert "one of primary, backup" in help_text("switch", "protocol")


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (("stop", "task"), "help stop swarm"),
        (("paint", "task"), "help run task"),
        (("task",), "help run task"),
        (("paint",), ""),
    ],
)
def test_what_there_is_not_is_said_with_what_there_is(
    words: tuple[str, ...], suggestion: str
) -> None:
    with pytest.raises(ProtocolError, match="there is no command") as caught:
        help_text(*words)
    assert not suggestion or suggestion in caught.value.suggestions


def test_usage_shows_what_may_be_left_out() -> None:
    command = default_lexicon().command("stop", "swarm")
    assert command is not None
    assert usage(command) == "stop swarm [ID] [graceful|now] [because=TEXT]"
