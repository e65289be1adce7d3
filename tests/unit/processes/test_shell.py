from __future__ import annotations

from pathlib import Path

import pytest

from adapters.processes.shell import missing_program


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("tools/agent", "bin/known", "bin/with blank"):
        program = tmp_path / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    (tmp_path / "tools" / "plain.txt").write_text("no program")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "known --flag",
        "A=1 B='x y' known",
        "./tools/agent",
        "tools/agent | tee log",
        "'{root}/bin/with blank' x",
        "cd tools && nothing",
        "if true; then nothing; fi",
        "exec nothing",
        "$AGENT --go",
        '"$HOME/agent"',
        "`which agent`",
        "~/agent",
        "(nothing)",
        "{ nothing; }",
        "PATH=/elsewhere nothing",
        "< brief nothing",
        "known;nothing",
        "known&&nothing",
        "'no end",
        "A=1",
        "",
    ],
)
def test_a_program_that_may_be_there_passes(root: Path, command: str):
    line = command.replace("{root}", str(root))
    assert missing_program(line, root=root, path=str(root / "bin")) is None


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ("nothing --flag", "nothing"),
        ("A=1 nothing", "nothing"),
        ("nothing;known", "nothing"),
        ("'no thing' x", "no thing"),
        ("./nothing", "./nothing"),
        ("tools/plain.txt", "tools/plain.txt"),
        ("/no/such/thing x", "/no/such/thing"),
        ("tools", "tools"),
    ],
)
def test_a_program_that_surely_is_not_there_is_named(
    root: Path, command: str, word: str
):
    assert missing_program(command, root=root, path=str(root / "bin")) == word
