"""`swarm demo`, once and whole: what it promises to show is there at its end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from adapters.cli import demo
from adapters.cli.errors import BadUsage

SWARM = (sys.executable, "-c", "from adapters.cli.main import main; main()")
TASKS = ".kiro/specs/plain-words/tasks.md"


class Demo:
    """A demo that has run, in a folder with a name that needs quoting."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a demo"
        # Nobody at home, and nobody known to git.
        home = {"HOME": str(folder), "GIT_CONFIG_GLOBAL": os.devnull}
        self.run = subprocess.run(
            [*SWARM, "demo", "--folder", str(self.folder), "--json"],
            env={**os.environ, **home},
            capture_output=True,
            text=True,
        )

    @property
    def report(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.run.stdout)
        return said

    def git(self, *arguments: str) -> str:
        ask = ["git", "-C", str(self.folder), *arguments]
        return subprocess.check_output(ask, text=True).strip()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


def test_every_task_is_integrated(shown: Demo):
    assert shown.run.returncode == 0, shown.run.stderr
    states = {task: told["state"] for task, told in shown.report["tasks"].items()}
    assert len(states) == 17
    assert set(states.values()) == {"integrated"}


def test_one_task_failed_at_first_and_its_work_is_kept(shown: Demo):
    assert shown.report["tasks"]["2.3"]["attempts"] == 2
    assert "refs/swarm/rescue/" in shown.run.stderr
    assert "the agent gave up" in shown.run.stderr


def test_one_of_the_pair_came_back_with_a_conflict(shown: Demo):
    tried = [shown.report["tasks"][task]["attempts"] for task in ("2.1", "2.2")]
    assert min(tried) == 1
    assert max(tried) > 1
    assert "plainly/kinds.py" in shown.run.stderr


def test_every_other_task_needed_one_attempt(shown: Demo):
    tried = {task: told["attempts"] for task, told in shown.report["tasks"].items()}
    assert {tried[task] for task in tried.keys() - {"2.1", "2.2", "2.3"}} == {1}


def test_every_box_is_ticked_on_the_target(shown: Demo):
    plan = shown.git("show", f"main:{TASKS}")
    assert re.findall(r"- \[(.)\]", plan) == ["x"] * 22


def test_the_gate_is_green_on_the_target(shown: Demo):
    gate = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=shown.folder,
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert gate.returncode == 0, gate.stdout


def test_nothing_is_left_over(shown: Demo):
    assert len(shown.git("worktree", "list").splitlines()) == 1
    assert shown.git("branch", "--format=%(refname:short)") == "main"
    assert not shown.git("status", "--porcelain")
    mine = str(shown.folder)
    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline", "cwd"])
        if mine in (process.info["cwd"] or "") or mine in str(process.info["cmdline"])
    ]
    assert not left


def test_the_last_words_say_where_to_look(shown: Demo):
    assert f"The project is in {shown.folder}" in shown.run.stderr
    assert f"cd '{shown.folder}'" in shown.run.stderr
    assert "git log --graph" in shown.run.stderr
    assert TASKS in shown.run.stderr


def test_once_more_in_the_same_folder_finds_nothing_to_do(shown: Demo):
    again = subprocess.run(
        [*SWARM, "demo", "--folder", str(shown.folder), "--json", "--no-keep"],
        capture_output=True,
        text=True,
    )
    assert again.returncode == 0, again.stderr
    assert not shown.folder.exists()


def test_a_folder_with_something_else_is_refused(tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadUsage, match="holds something else"):
        demo.run(["--folder", str(tmp_path)])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadUsage, match="cannot be written"):
        demo.run(["--folder", str(tmp_path / "file" / "below")])


def test_without_pytest_there_is_no_gate_and_no_demo(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    with pytest.raises(BadUsage, match="with the extra `demo`"):
        demo.run(["--folder", str(tmp_path / "new")])
    assert not (tmp_path / "new").exists()
