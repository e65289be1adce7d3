"""The repository keeps the promises its tools rely on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "bus", "commands", "projections", "adapters")

# Who may look at the environment beside settings.py, and why.
ENVIRONMENT = {
    "adapters/settings.py": "the reader",
    "adapters/cli/views.py": "TERM belongs to the terminal, not to the settings",
}


def tracked(*patterns: str) -> list[Path]:
    ask = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others"]
    listed = subprocess.check_output([*ask, "--exclude-standard", "--", *patterns])
    names = [name for name in listed.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_typed(package: str):
    assert (ROOT / package / "py.typed").is_file()


def test_every_folder_of_tests_is_a_package():
    """Without it a `tests/domain` would stand in the place of `domain`."""
    folders = {path.parent for path in tracked("tests/*.py")}
    parents = {
        above for one in folders for above in one.parents if ROOT in above.parents
    }
    bare = [path for path in folders | parents if not (path / "__init__.py").is_file()]
    assert not bare


def test_no_file_names_a_path_of_the_machine():
    here = re.compile(
        rb"/(?:root|work)/|" + re.escape(str(ROOT).encode()) + rb"\b", re.IGNORECASE
    )
    naming = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path != Path(__file__) and here.search(path.read_bytes())
    ]
    assert not naming


def test_the_locks_name_no_address():
    for name in ("requirements.lock", ".ci/uv.txt"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_only_the_settings_read_the_environment():
    reads = re.compile(r"\bos\.(?:environ|getenv)|from os import.*(?:environ|getenv)")
    reading = {
        path.relative_to(ROOT).as_posix()
        for path in tracked(*(f"{package}/*.py" for package in PACKAGES))
        if reads.search(path.read_text(encoding="utf-8"))
    }
    assert reading == ENVIRONMENT.keys()
