"""What every test may use: a git that knows nobody and asks nobody."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def _own_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give git an identity and none of the machine's settings, in children too."""
    settings = tmp_path_factory.mktemp("git") / "config"
    settings.write_text(
        "[user]\n\tname = Tester\n\temail = tester@example.invalid\n"
        "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in [
            name for name in os.environ if name.startswith(("GIT_", "SWARM_"))
        ]:
            patch.delenv(name)
        patch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        yield


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with one commit on `main`."""
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "README.md").write_text("# A repository\n", encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder
