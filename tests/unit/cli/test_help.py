from __future__ import annotations

import pytest

from adapters.cli import main as cli
from adapters.cli.about import EXAMPLES
from adapters.cli.help import not_yet


def said(capsys, *words: str) -> str:
    assert cli.run(["help", *words]) == 0
    return str(capsys.readouterr().out)


def test_commands_that_nobody_carries_out_are_marked(capsys):
    marked = {
        " ".join(line.split()[:2])
        for line in said(capsys).splitlines()
        if "  (not yet) " in line
    }
    assert marked == set(not_yet())
    assert not [name for name in marked if f"swarm {name}" in EXAMPLES]
    assert not marked & {"stop swarm", "status task", "stop instances", "list messages"}


@pytest.mark.parametrize("name", not_yet())
def test_their_own_pages_say_so(name, capsys):
    assert "(not yet)" in said(capsys, *name.split())


def test_a_noun_lists_its_commands(capsys):
    text = said(capsys, "swarm")
    assert "  pause swarm " in text
    assert "instance" not in text.partition("\n")[0]


def test_what_is_neither_verb_nor_noun_is_bad_usage(capsys):
    assert cli.run(["help", "nosuch"]) == 2
