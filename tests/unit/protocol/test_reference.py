from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands.protocol import reference
from commands.protocol.schemas import (
    command_schema,
    http_schema,
    mcp_tools,
    model_schemas,
)
from commands.protocol.vocabulary import COMMANDS

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / reference.FOLDER


@pytest.mark.parametrize("path", sorted(reference.pages(FOLDER)), ids=str)
def test_the_page_is_what_the_declarations_say(path: Path) -> None:
    written = (FOLDER / path).read_text(encoding="utf-8")
    assert (
        written == reference.pages(FOLDER)[path]
    ), "run `python -m commands.protocol.reference`"


def test_pages_are_written_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    reference.FOLDER.mkdir(parents=True)
    page = reference.FOLDER / "protocol.md"
    page.write_text("by hand\n<!-- verbs -->\nstale\n<!-- /verbs -->\nend\n")
    assert reference.main(["--check"]) == 1
    assert "differs: docs/reference/protocol.md" in capsys.readouterr().out
    assert not (reference.FOLDER / "commands.md").exists()
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    text = page.read_text()
    assert text.startswith("by hand\n<!-- verbs -->\n| verb |")
    assert text.endswith("<!-- /verbs -->\nend\n")
    assert "stale" not in text


def test_lines_in_the_protocol_page_are_commands() -> None:
    page = (FOLDER / "protocol.md").read_text(encoding="utf-8")
    assert "run task user-auth-123 beast-mode timeout=300" in page


def test_every_schema_of_a_command_has_what_it_needs() -> None:
    for command in COMMANDS:
        schema = command_schema(command)
        names = set(schema["properties"]["parameters"]["properties"])
        assert names == {one.name for one in command.parameters}
        json.dumps(schema)


def test_people_get_schemas_and_tools_and_the_house_does_not() -> None:
    people = [one for one in COMMANDS if one.audience == "people"]
    titles = [one["title"] for one in http_schema()["oneOf"]]
    assert titles == ["a line of text", *(one.name for one in people)]
    tools = {tool["name"]: tool for tool in mcp_tools()}
    assert len(tools) == len(people)
    assert tools["run_task"]["inputSchema"]["required"] == ["id"]
    assert tools["stop_swarm"]["inputSchema"]["properties"]["modifiers"]["items"] == {
        "enum": ["graceful", "now"]
    }


def test_models_have_schemas() -> None:
    assert set(model_schemas()) == {
        "structured-action",
        "action-result",
        "validation-result",
    }
