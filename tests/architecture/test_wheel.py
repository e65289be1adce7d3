"""What is installed: five packages, their data, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"domain", "bus", "commands", "projections", "adapters"}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as an installer does, and unpack it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        str(folder),
    ]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_holds_the_five_packages_and_its_metadata(unpacked: Path):
    names = {path.name for path in unpacked.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == PACKAGES
    assert len(names) == len(PACKAGES) + 1


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_each_package_says_that_it_is_typed(unpacked: Path, package: str):
    assert (unpacked / package / "py.typed").is_file()


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("migrations", "adapters/sql/migrations"),
        ("adapters/demo/project", "adapters/demo/project"),
        ("adapters/demo/recordings", "adapters/demo/recordings"),
    ],
)
def test_data_files_come_along(unpacked: Path, source: str, place: str):
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", source]
    names = subprocess.check_output(listed, cwd=ROOT, text=True).split()
    missing = [
        name
        for name in names
        if not (unpacked / place / Path(name).relative_to(source)).is_file()
    ]
    assert names
    assert not missing


def test_what_is_installed_runs_without_the_checkout(unpacked: Path, tmp_path: Path):
    code = (
        "import adapters, sys; from adapters.cli.main import run;"
        "print(adapters.__file__); sys.exit(run(['--help']))"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.startswith(str(unpacked))
