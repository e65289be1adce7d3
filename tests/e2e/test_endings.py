"""How a run ends when somebody works on its target, or it breaks: with a report."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from adapters.bootstrap.campaign import run
from adapters.bootstrap.controller import Controller
from adapters.campaign.errors import CampaignBroken
from adapters.campaign.options import UpOptions
from adapters.git.worktrees import Worktrees
from bus.feed import Recorded
from tests.e2e.project import WORKER, Project

PLAN = """# Implementation Plan

- [x] 0 Start
- [ ] 1 First
  - _Dependencies: 0_
- [ ] 2 Second
  - _Dependencies: 1_
- [ ] 3 Third
  - _Dependencies: 0_
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, PLAN)


def in_task(task: str, what: str) -> str:
    return f'command:if [ "$SWARM_TASK_ID" = {task} ]; then {what}; fi; {WORKER}'


def told(
    project: Project, *more: str, agent: str = f"command:{WORKER}"
) -> subprocess.CompletedProcess[str]:
    """Run with the report for people."""
    words = project.up_words("--bus", "memory", *more, agent=agent)
    return project.swarm(*(word for word in words if word != "--json"))


def test_work_that_was_moved_off_the_target_is_missed(project: Project) -> None:
    first = project.git("rev-parse", "main")
    # Task 3 begins together with task 1, and on what that began on.
    back = (
        "until git cat-file -e main:task-2.txt 2>/dev/null; do sleep 0.02; done; "
        f"git update-ref refs/heads/main {first}"
    )
    done = told(project, agent=in_task("3", back))
    assert done.returncode == 1, done.stdout
    assert project.files == {"3"}
    [note] = [each for each in done.stdout.splitlines() if "moved main" in each]
    assert "for task 1, 2;" in note
    command = note.split("`")[1].split()
    project.git("reset", "-q", "--hard")
    project.git(*command[1:])
    assert project.files == {"1", "2", "3"}
    assert (project.left_over["worktrees"], project.left_over["processes"]) == ([], [])


def test_a_target_that_is_gone_is_a_note(project: Project) -> None:
    project.git("branch", "release")
    # The last task leaves nothing to land: it fails, and takes the target along.
    last = "git update-ref -d refs/heads/release; exit 3"
    done = told(
        project, "--tries", "1", "--target", "release", agent=in_task("2", last)
    )
    assert done.returncode == 1
    assert "Note: where release stands cannot be told" in done.stdout


def test_what_became_of_the_checkout_is_said_once(project: Project) -> None:
    done = told(project)
    assert done.returncode == 0
    assert done.stdout.count("brought forward") == 1


def test_a_dirty_checkout_is_told_before_work_begins(project: Project) -> None:
    (project.root / "README.md").write_text("mine\n", encoding="utf-8")
    done = told(project)
    assert done.returncode == 0
    before, _, after = done.stdout.partition("task 1 started")
    assert "it will be left untouched while work is merged into main" in before
    assert "git checkout -m main" in after


class Heard:
    """A view that keeps what it was told."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def saw(self, recorded: Recorded) -> None:
        """Leave events alone."""

    def note(self, text: str) -> None:
        self.notes.append(text)

    def close(self) -> None:
        """Nothing to give back."""


def test_a_controller_that_breaks_tells_how_far_it_came(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Controller, "_finish", broken)
    view = Heard()
    options = UpOptions(
        repo=project.root, agent=f"command:{WORKER}", no_gate=True, bus="memory"
    )
    with pytest.raises(CampaignBroken, match="the disk is gone") as caught:
        run(options, view)
    assert any("broke off" in note for note in view.notes)
    report = caught.value.report
    assert report is not None
    assert [task.state for task in report.tasks][1:] == ["integrated"] * 3
    assert report.head == project.git("rev-parse", "main")
    assert any("the disk is gone" in note for note in report.notes)


def test_tidying_up_that_fails_is_a_note(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no way")

    monkeypatch.setattr(Worktrees, "release", broken)
    options = UpOptions(
        repo=project.root, agent=f"command:{WORKER}", no_gate=True, bus="memory"
    )
    report = run(options, Heard())
    assert report.done
    assert "not everything was tidied up: no way" in report.notes
