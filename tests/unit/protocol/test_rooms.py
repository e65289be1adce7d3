from __future__ import annotations

import json

import pytest

from adapters.cli import help as help_room
from adapters.cli import parse as parse_room
from adapters.cli.errors import BadUsage


def test_parse_prints_what_a_line_means_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert parse_room.run(["run task 1.2 beast mode timeout=5m", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "verb": "run",
        "noun": "task",
        "modifiers": ["beast-mode"],
        "parameters": {"id": "1.2", "timeout": 300},
    }


def test_parse_takes_words_as_the_shell_gives_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert parse_room.run(["stop", "swarm", "because=it is late"]) == 0
    out = capsys.readouterr().out
    assert 'stop swarm because="it is late"' in out
    assert "because  'it is late'" in out


def test_parse_refuses_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse_room.run(["--json", "stop"]) == 2
    refusal = json.loads(capsys.readouterr().out)
    assert set(refusal) == {"error", "suggestions"}
    assert "stop swarm" in refusal["suggestions"]
    assert parse_room.run(["stop"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "did you mean:\n  stop swarm\n" in captured.err
    assert parse_room.run([""]) == 2


def test_parse_without_text_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadUsage, match="say what to parse"):
        parse_room.run([])
    assert parse_room.run(["--help"]) == 0
    assert "usage: swarm parse" in capsys.readouterr().out


def test_help_explains(capsys: pytest.CaptureFixture[str]) -> None:
    assert help_room.run([]) == 0
    assert help_room.run(["run", "task"]) == 0
    assert help_room.run(["--help"]) == 0
    out = capsys.readouterr().out
    assert "run task ID [beast-mode]" in out
    assert "usage: swarm help" in out


def test_help_writes_completion(capsys: pytest.CaptureFixture[str]) -> None:
    assert help_room.run(["--completion", "bash"]) == 0
    assert "complete -o default" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["paint"],
        ["a", "b", "c"],
        ["--completion"],
        ["--completion", "tcsh"],
        ["run", "-x"],
    ],
)
def test_help_on_nothing_there_is_bad_usage(words: list[str]) -> None:
    with pytest.raises(BadUsage):
        help_room.run(words)
