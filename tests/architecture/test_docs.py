"""What the documents tell people to type is understood, and what they point to is there."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli import up
from adapters.cli.rooms import ROOMS
from adapters.cli.words import join
from commands.protocol.lexicon import default_lexicon
from commands.protocol.reader import read

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def commands(program: str) -> Iterator[tuple[str, str]]:
    """Give the lines of shell blocks that run a program, with where they stand."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                if line.startswith(f"{program} "):
                    yield path.name, line


@pytest.mark.parametrize(("document", "line"), list(commands("make")))
def test_every_make_target_is_there(document: str, line: str):
    target = shlex.split(line, comments=True)[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize(("document", "line"), list(commands("swarm")))
def test_every_line_is_understood(document: str, line: str):
    room, *words = shlex.split(line, comments=True)[1:]
    if room == "up":
        up.make_parser().parse_intermixed_args(words)
    elif room not in ROOMS:
        read(join([room, *words]), default_lexicon())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path):
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://)([^)#\s]+)", text)
    assert not [link for link in links if not (document.parent / link).exists()]


def test_make_says_what_it_can_make():
    said = subprocess.check_output(
        ["make", "--no-print-directory"], cwd=ROOT, text=True
    )
    for target in re.findall(
        r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE
    ):
        assert re.search(rf"^  make {target} +\w", said, re.MULTILINE)
