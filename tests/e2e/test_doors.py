"""From another terminal: status, pause, resume, stop, while it runs and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.e2e.project import WORKER, Project, kill, until

# An agent that waits until it is let go.
WAITING = f'while [ ! -e "$GO" ]; do sleep 0.02; done; {WORKER}'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(params=["nats", "memory", "spores"])
def running(
    request: pytest.FixtureRequest, project: Project, tmp_path: Path
) -> Iterator[Popen[str]]:
    words = project.up_words("--bus", request.param, agent=f"command:{WAITING}")
    process = project.start(*words, GO=str(tmp_path / "go"))
    until(lambda: "running" in project.swarm("status", "swarm", "detailed").stdout)
    yield process
    if process.poll() is None:
        kill(process)
    project.wait_for_no_processes()


def test_the_doors_of_a_running_swarm(
    running: Popen[str], project: Project, tmp_path: Path
) -> None:
    status = project.swarm("status")
    assert status.returncode == 0
    assert "shop" in status.stdout
    detailed = project.swarm("status", "swarm", "detailed")
    assert "3.4" in detailed.stdout

    paused = project.swarm("pause", "swarm")
    assert paused.returncode == 0, paused.stderr
    (tmp_path / "go").touch()
    answer = json.loads(project.swarm("status", "swarm", "--json").stdout)
    assert answer["success"] is True
    assert answer["data"]["overview"]["state"] == "paused"
    again = project.swarm("pause", "swarm")
    assert again.returncode == 1
    assert "is paused" in again.stderr

    assert project.swarm("resume", "swarm").returncode == 0
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert json.loads(out)["status"] == "completed"


def test_a_running_swarm_is_stopped(running: Popen[str], project: Project) -> None:
    stopped = project.swarm("stop", "swarm", "because=enough")
    assert stopped.returncode == 0, stopped.stderr
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 1
    assert json.loads(out)["status"] == "stopped"
    assert "enough" in project.swarm("status", "swarm", "detailed").stdout


def test_with_nothing_running_the_last_state_is_told(project: Project) -> None:
    project.up("--bus", "memory")
    status = project.swarm("status")
    assert status.returncode == 0
    assert "completed" in status.stdout
    assert "no controller" in status.stdout.lower() or "nothing runs" in status.stdout
    paused = project.swarm("pause", "swarm")
    assert paused.returncode == 1
    assert "swarm up" in paused.stderr


def test_where_no_swarm_ever_was(project: Project) -> None:
    status = project.swarm("status")
    assert "Traceback" not in status.stderr
    assert "swarm up" in status.stdout + status.stderr


def test_a_line_that_is_not_understood_is_answered_with_a_suggestion(
    running: Popen[str], project: Project
) -> None:
    wrong = project.swarm("pase", "swarm")
    assert wrong.returncode != 0
    assert "pause swarm" in wrong.stderr


def test_what_the_house_says_to_itself_is_not_for_doors(
    running: Popen[str], project: Project
) -> None:
    done = project.swarm("complete", "swarm", "shop", "head=abc")
    assert done.returncode == 1
    assert "controller" in done.stderr
