"""A controller may be killed at any git command and done again: it ends the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from adapters.git.integrator import GitIntegrator
from adapters.git.repository import open_repository
from adapters.git.runner import Git
from adapters.git.worktrees import Worktrees
from commands.ports import Train
from tests.integration.git.conftest import Project, candidate, tick

PLAN = ".kiro/specs/demo/tasks.md"


class Journal:
    """What an event store would know: written before the next step is taken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: dict[str, Any] = {"stage": "new", "attempt": 0}
        if path.exists():
            self.said = json.loads(path.read_text())

    def write(self, stage: str, **more: object) -> None:
        self.said = {**self.said, "stage": stage, **more}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.said))
        fresh.replace(self.path)


class Controller:
    """Takes one task to its end, from wherever the journal says that it stands."""

    def __init__(self, root: Path) -> None:
        self.journal = Journal(root.parent / "journal")
        repository = open_repository(root, "main")
        self.trees = Worktrees(repository)
        self.integrator = GitIntegrator(repository, tick)

    def run(self) -> None:
        while self.journal.said["stage"] != "released":
            getattr(self, self.journal.said["stage"])()

    def new(self) -> None:
        self.integrator.sync_checkout("main")
        self.journal.write("assigned", attempt=1, fresh=True)

    def assigned(self) -> None:
        if not self.journal.said.pop("fresh", False):
            attempt = self.journal.said["attempt"]
            self.trees.rescue(instance="kiro-1", task="1.1", attempt=attempt)
            self.journal.write("assigned", attempt=attempt + 1)
        self.journal.write("assigned")
        attempt = self.journal.said["attempt"]
        space = self.trees.prepare(
            swarm="demo", instance="kiro-1", task="1.1", attempt=attempt, carry=""
        )
        (space.path / "one.txt").write_text("1")
        (space.path / "src/b.txt").unlink()
        commit, _ = self.trees.collect(space, task="1.1", attempt=attempt, title="T")
        self.journal.write("submitted", commit=commit)

    def submitted(self) -> None:
        made = candidate("1.1", self.journal.said["commit"])
        train = self.integrator.build(
            integration="demo/t", target="main", candidates=[made]
        )
        self.journal.write(
            "built", base=train.base, head=train.head, merges=dict(train.merges)
        )

    def built(self) -> None:
        said = self.journal.said
        train = Train(said["base"], said["head"], said["merges"])
        landing = self.integrator.land(integration="demo/t", target="main", train=train)
        assert landing.landed
        self.journal.write("landed")

    def landed(self) -> None:
        self.integrator.sync_checkout("main")
        self.trees.release(swarm="demo")
        self.journal.write("released")


def run_until(root: Path, calls: int, *, after: bool) -> bool:
    """Run a controller that dies at its n-th git command; tell whether it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    ask, made = Git.ask, [0]

    def ask_or_die(self, *arguments, **more):
        made[0] += 1
        if made[0] == calls and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = ask(self, *arguments, **more)
        if made[0] == calls:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    pytest.MonkeyPatch().setattr(Git, "ask", ask_or_die)
    status = 1
    try:
        Controller(root).run()
        status = 0
    finally:
        os._exit(status)


def check(project: Project) -> None:
    assert project.show("main", "one.txt") == "1"
    assert "[x] 1.1" in project.show("main", PLAN)
    assert project.git("rev-list", "--count", "--merges", "main") == "1"
    assert project.status == ""
    assert (project.root / "one.txt").exists()
    assert not (project.root / "src/b.txt").exists()
    assert project.worktrees == [str(project.root)]
    assert project.refs("refs/heads") == {"refs/heads/main": project.head}
    assert {ref.split("/")[2] for ref in project.refs("refs/swarm")} <= {"rescue"}
    for ref in project.refs("refs/swarm/rescue"):
        assert project.show(ref, "one.txt") == "1"
    assert project.git("fsck", "--no-dangling") == ""


@pytest.mark.slow
@pytest.mark.parametrize(("first", "after"), [(1, False), (3, True)])
def test_a_controller_killed_at_any_git_command_is_repeated_to_the_same_end(
    template, tmp_path, first, after
):
    for calls in range(first, 200, 4):
        home = tmp_path / str(calls)
        home.mkdir()
        shutil.copytree(template, home / "project", symlinks=True)
        project = Project(home / "project")
        ended = run_until(project.root, calls, after=after)
        if not ended:
            Controller(project.root).run()
        check(project)
        shutil.rmtree(home)
        if ended:
            break
    assert 25 < calls < 80
