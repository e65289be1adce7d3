"""Finds out how a project is tested.

`docs/how-to/agents.md` tells people the same order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.gates.languages import node_gate, python_gate, text_of
from adapters.gates.tables import load
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_MAKE_TEST = re.compile(r"^(?:[\w./-]+ +)*test(?: +[\w./-]+)* *::?(?!=)", re.MULTILINE)
_JUST_TEST = re.compile(r"^@?test\b[^:\n]*:(?!=)", re.MULTILINE)

# What a file at the root says of the project's tests, in the order of the gates.
_BY_FILE = (
    ("Cargo.toml", "cargo test"),
    ("go.mod", "go test ./..."),
    ("mvnw", "./mvnw -q test"),
    ("pom.xml", "mvn -q test"),
    ("gradlew", "./gradlew test"),
    ("build.gradle", "gradle test"),
    ("build.gradle.kts", "gradle test"),
    ("mix.exs", "mix test"),
    ("Package.swift", "swift test"),
    ("deno.json", "deno test"),
)
# A wrapper in the repository makes the tool on PATH superfluous.
_INSTEAD = {
    "pom.xml": "mvnw",
    "build.gradle": "gradlew",
    "build.gradle.kts": "gradlew",
}


def detect(root: Path) -> list[str]:
    """List the gates of a project as shell commands; empty when none can be told.

    What `[gates] commands` in `swarm.toml` says, alone; else `make test` or `just test`
    alone, if the project has it; else the test command of each language found.

    Raises:
        Refused: `swarm.toml` cannot be read.

    """
    said = _from_settings(root / "swarm.toml")
    if said is not None:
        return said
    own = _by_task_runner(root)
    if own:
        return own
    looks: tuple[Callable[[Path], str], ...] = (python_gate, node_gate)
    found = [command for look in looks if (command := look(root))]
    found += [
        command
        for name, command in _BY_FILE
        if (root / name).is_file()
        and not (root / _INSTEAD.get(name, name + "?")).is_file()
    ]
    return list(dict.fromkeys(found))


def _by_task_runner(root: Path) -> list[str]:
    # GNU make reads the first of its names that exists.
    for name in _MAKEFILES:
        if (root / name).is_file():
            if _MAKE_TEST.search(text_of(root / name)):
                return ["make test"]
            break
    for name in ("justfile", "Justfile", ".justfile"):
        if _JUST_TEST.search(text_of(root / name)):
            return ["just test"]
    return []


def _from_settings(path: Path) -> list[str] | None:
    if not path.is_file():
        return None
    gates = load(path).get("gates")
    commands = gates.get("commands") if isinstance(gates, dict) else None
    if commands is None:
        return None
    if not isinstance(commands, list) or not all(
        isinstance(one, str) and one.strip() for one in commands
    ):
        raise Refused(
            f"{path}: `commands` below `[gates]` has to be a list of shell commands, "
            'as in commands = ["make test"]'
        )
    return commands
