"""The reference page and the command line say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.campaign.options import BUSES
from adapters.cli import words
from adapters.cli.rooms import ROOMS
from adapters.cli.up import make_parser
from adapters.local_door.server import LONGEST_LINE, MOST_CLIENTS
from commands.protocol.parser import parse
from domain.plan.order import POLICIES

PAGE = (Path(__file__).parents[3] / "docs/reference/cli.md").read_text("utf-8")


def part(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", ROOMS)
def test_every_command_is_documented_in_the_words_of_the_help(name):
    assert f"| `swarm {name}` | {ROOMS[name][1]} |" in PAGE


def test_the_options_of_up_are_documented_and_no_others():
    declared = {
        option
        for action in make_parser()._actions
        for option in action.option_strings
        if option not in {"-h", "--help"}
    }
    rows = [line for line in part("swarm up").splitlines() if line.startswith("| `-")]
    documented = {
        option
        for row in rows
        for option in re.findall(r"`(--?[\w-]+)", row.split("|")[1])
    }
    assert documented == declared


@pytest.mark.parametrize("choice", BUSES + POLICIES)
def test_every_choice_is_documented(choice):
    assert f"`{choice}`" in part("swarm up")


@pytest.mark.parametrize("option", [*words.FLAGS, *words.VALUES])
def test_every_option_of_lines_is_documented(option):
    assert re.search(rf"`(swarm )?{option}[` ]", part("Lines of text"))


def test_the_lines_shown_are_lines_of_the_protocol():
    shown = re.findall(r"^swarm (.+)$", part("Lines of text"), re.MULTILINE)
    assert [parse(line.strip("'")).verb for line in shown] == [
        "status",
        "status",
        "status",
        "status",
        "status",
        "pause",
        "resume",
        "stop",
        "reopen",
    ]


def test_the_limits_of_the_door_are_the_real_ones():
    door = part("The local door")
    assert f"{LONGEST_LINE:,} bytes" in door
    assert f"{MOST_CLIENTS} clients" in door
