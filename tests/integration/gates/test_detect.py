from __future__ import annotations

from pathlib import Path

import pytest

from adapters.gates.choose import choose_gates
from adapters.gates.detect import detect
from domain.errors import Refused

PACKAGE = '{"scripts": {"test": "vitest run"}}'
NEEDY = '{"scripts": {"test": "jest"}, "devDependencies": {"jest": "30"}}'
NO_TEST = '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "gates"),
    [
        ({"README.md": "make test"}, []),
        ({"Makefile": "all:\n\tcc\ntest: all\n\t./t\n"}, ["make test"]),
        ({"makefile": "check test:\n\t./t\n"}, ["make test"]),
        ({"GNUmakefile": "all:\n", "Makefile": "test:\n"}, []),
        ({"Makefile": "test := 1\ntests:\n\t./t\n"}, []),
        ({"justfile": "build:\n  cc\ntest *args: build\n  ./t\n"}, ["just test"]),
        ({"justfile": "test := '1'\n"}, []),
        ({"Makefile": "test:\n", "package.json": PACKAGE}, ["make test"]),
        ({"Makefile": "all:\n", "package.json": PACKAGE}, ["npm test"]),
        ({"package.json": NO_TEST}, []),
        ({"package.json": "{}"}, []),
        ({"package.json": "[]"}, []),
        ({"package.json": "{broken"}, []),
        ({"package.json": '{"scripts": []}'}, []),
        ({"package.json": NEEDY}, ["npm install && npm test"]),
        (
            {"package.json": NEEDY, "pnpm-lock.yaml": ""},
            ["pnpm install && pnpm test"],
        ),
        ({"package.json": PACKAGE, "bun.lock": ""}, ["bun run test"]),
        ({"package.json": PACKAGE, "yarn.lock": ""}, ["yarn test"]),
        ({"pyproject.toml": "[tool.pytest.ini_options]\n"}, ["python3 -m pytest -q"]),
        ({"pyproject.toml": "[project]\n"}, []),
        ({"pytest.ini": ""}, ["python3 -m pytest -q"]),
        ({"setup.cfg": "[tool:pytest]\n"}, ["python3 -m pytest -q"]),
        ({"tests/unit/test_it.py": ""}, ["python3 -m pytest -q"]),
        ({"tests/it.py": ""}, []),
        (
            {"pytest.ini": "", "src/it.py": ""},
            ["PYTHONPATH=src python3 -m pytest -q"],
        ),
        ({"Cargo.toml": ""}, ["cargo test"]),
        ({"go.mod": ""}, ["go test ./..."]),
        ({"pom.xml": ""}, ["mvn -q test"]),
        ({"pom.xml": "", "mvnw": ""}, ["./mvnw -q test"]),
        ({"build.gradle": "", "gradlew": ""}, ["./gradlew test"]),
        ({"build.gradle.kts": ""}, ["gradle test"]),
        ({"go.mod": "", "pytest.ini": ""}, ["python3 -m pytest -q", "go test ./..."]),
        (
            {"swarm.toml": '[gates]\ncommands = ["a", "b"]\n', "Makefile": "test:\n"},
            ["a", "b"],
        ),
        ({"swarm.toml": "[gates]\ntime_limit = 5\n", "go.mod": ""}, ["go test ./..."]),
        ({"swarm.toml": "gates = 1\n"}, []),
        ({"swarm.toml": "[gates]\ncommands = []\n", "go.mod": ""}, []),
    ],
)
def test_a_project_tells_its_gates(
    tmp_path: Path, files: dict[str, str], gates: list[str]
):
    assert detect(write(tmp_path, files)) == gates


def test_the_environment_of_the_project_runs_its_tests(tmp_path: Path):
    root = write(tmp_path / "a b", {"pytest.ini": "", ".venv/bin/python": ""})
    assert detect(root) == [f"'{root}/.venv/bin/python' -m pytest -q"]


@pytest.mark.parametrize(
    "text",
    ["[gates\n", '[gates]\ncommands = "make"\n', "[gates]\ncommands = [1, '']\n"],
)
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, text: str):
    with pytest.raises(Refused, match=r"swarm\.toml"):
        detect(write(tmp_path, {"swarm.toml": text}))


def choose(root: Path, *given: str, no_gate: bool = False) -> list[str]:
    return choose_gates(root, given, no_gate=no_gate, path="/usr/bin:/bin")


def test_given_gates_come_before_those_of_the_project(tmp_path: Path):
    write(tmp_path, {"Makefile": "test:\n"})
    assert choose(tmp_path, " true ", "") == ["true"]
    assert choose(tmp_path, "true", no_gate=True) == []


def test_a_swarm_without_any_gate_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="--no-gate"):
        choose(tmp_path)


def test_a_gate_whose_program_is_missing_is_refused(tmp_path: Path):
    write(tmp_path, {"Cargo.toml": ""})
    with pytest.raises(Refused, match="starts with 'cargo'"):
        choose(tmp_path)
