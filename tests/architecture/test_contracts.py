"""The import contracts hold only if breaking one is seen: here each is broken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "bus", "commands", "projections", "adapters")

# What is planted where, under which contract it falls, and how the report names it.
PLANTED = [
    (
        "domain/planted.py",
        "import tests",
        "The product does not know its tests",
        "domain is not allowed to import tests",
    ),
    (
        "commands/planted.py",
        "import projections",
        "The packages point inwards",
        "commands is not allowed to import projections",
    ),
    (
        "bus/planted.py",
        "import adapters.settings",
        "The packages point inwards",
        "bus is not allowed to import adapters",
    ),
    (
        "bus/planted_too.py",
        "import domain",
        "The packages point inwards",
        "bus is not allowed to import domain",
    ),
    (
        "adapters/git/planted.py",
        "import adapters.cli",
        "The adapters point from the doors to the settings",
        "adapters.git is not allowed to import adapters.cli",
    ),
    (
        "adapters/settings.py",
        "import adapters.bootstrap",
        "The adapters point from the doors to the settings",
        "adapters.settings is not allowed to import adapters.bootstrap",
    ),
    (
        "adapters/planted/__init__.py",
        "",
        "The adapters point from the doors to the settings",
        "planted",
    ),
    (
        "adapters/cli/planted.py",
        "import bus.memory",
        "Only the composition root picks a transport",
        "adapters.cli.planted -> bus.memory",
    ),
    (
        "domain/planted_too.py",
        "import asyncio",
        "The domain is pure",
        "domain is not allowed to import asyncio",
    ),
    (
        "projections/left.py",
        "import projections.right",
        "Neighbours do not go round in circles",
        "The children of projections import each other in a circle",
    ),
    ("projections/right.py", "import projections.left", "Neighbours", ""),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Check the contracts in a copy of the project with every violation planted."""
    copy = tmp_path_factory.mktemp("copy")
    nothing_built = shutil.ignore_patterns("__pycache__", "demo")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=nothing_built)
    shutil.copytree(ROOT / "adapters/demo", copy / "adapters/demo")
    (copy / "tests/architecture").mkdir(parents=True)
    for name in ("tests/__init__.py", "tests/architecture/__init__.py"):
        (copy / name).touch()
    for name in ("pyproject.toml", "tests/architecture/acyclic.py"):
        shutil.copyfile(ROOT / name, copy / name)
    for name, line, *_ in PLANTED:
        path = copy / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    outcome = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 1, outcome.stderr
    return re.sub(r"\x1b\[\d+m", "", outcome.stdout)


@pytest.mark.parametrize(
    ("path", "line", "contract", "named"), PLANTED, ids=[one[0] for one in PLANTED]
)
def test_a_planted_violation_breaks_its_contract_and_is_named(
    report: str, path: str, line: str, contract: str, named: str
):
    verdicts = [text.rstrip() for text in report.splitlines()]
    assert any(
        text.startswith(contract) and text.endswith(" BROKEN") for text in verdicts
    )
    assert named in report
