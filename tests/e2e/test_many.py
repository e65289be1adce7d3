"""Instances stopped, restarted and synced, and dead messages, while a swarm runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.e2e.project import WORKER, Project, kill, until

# Two tasks that run at once, and one after them.
PLAN = """# Plan

- [ ] 1. Work
  - [ ] 1.1 First
  - [ ] 1.2 Second
    - _Dependencies: none_
  - [ ] 1.3 Third
    - _Dependencies: 1.1, 1.2_
"""
# Leaves a mark, then waits until it is let go.
WAITING = (
    'echo begun > "draft-$SWARM_TASK_ID.txt"; '
    f'while [ ! -e "$GO" ]; do sleep 0.02; done; {WORKER}'
)


@pytest.fixture(params=["nats", "memory", "spores"])
def bus(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, PLAN)


@pytest.fixture
def running(bus: str, project: Project, tmp_path: Path) -> Iterator[Popen[str]]:
    words = project.up_words("--bus", bus, agent=f"command:{WAITING}")
    words[words.index("--instances") + 1] = "2"
    process = project.start(*words, GO=str(tmp_path / "go"))
    try:
        until(lambda: drafts(project) == 2, what="the agents did not begin")
        yield process
    finally:
        if process.poll() is None:
            kill(process)
    project.wait_for_no_processes()


def drafts(project: Project) -> int:
    found = (project.root / ".swarm" / "worktrees").glob("*/draft-*.txt")
    return len(list(found))


def ask(project: Project, *words: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(project.swarm(*words, "--json").stdout)
    return answer


def states(project: Project) -> dict[str, str]:
    answered = ask(project, "status", "instances")["data"]["answered"]  # type: ignore[index]
    return {name: said["data"]["state"] for name, said in answered.items()}


def test_a_running_swarm_takes_commands_to_one_and_to_all(
    running: Popen[str], bus: str, project: Project, tmp_path: Path
) -> None:
    assert states(project) == {"kiro-1": "busy", "kiro-2": "busy"}
    near = ask(project, "stop", "instance", "kiro-11")
    assert "did you mean kiro-1" in str(near["message"])

    (project.root / "README.md").write_text("# Changed\n", encoding="utf-8")
    project.git("commit", "-qam", "others went on")
    synced = ask(project, "sync", "all", "branches")
    assert synced["success"], synced
    assert str(synced["message"]).count("uncommitted work") == 2

    stopped = ask(project, "stop", "instance", "kiro-1")
    assert "rescue ref" in str(stopped["message"])
    until(lambda: states(project)["kiro-1"] == "left")
    kept = project.git("for-each-ref", "--format=%(refname)", "refs/swarm/rescue")
    assert "draft-" in project.git("ls-tree", "--name-only", kept)

    everybody = ask(project, "restart", "all", "instances")
    assert everybody["success"], everybody
    assert everybody["data"]["answered"].keys() == {"kiro-2"}  # type: ignore[index]
    back = ask(project, "start", "all", "instances")
    assert back["data"]["answered"].keys() == {"kiro-1"}  # type: ignore[index]

    if bus == "spores":
        dead_messages(project)

    (tmp_path / "go").touch()
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0, err
    assert json.loads(out)["status"] == "completed"
    assert project.merged == {"1.1": 1, "1.2": 1, "1.3": 1}


def dead_messages(project: Project) -> None:
    inbox = project.root / ".swarm" / "spores" / "inbox"
    (inbox / "note.md").write_text("what\nis this\n", encoding="utf-8")
    until(lambda: "note.md" in project.swarm("list", "dead", "messages").stdout)
    assert "no line of text" in project.swarm("show", "message", "note").stdout
    dropped = ask(project, "drop", "message", "note", "because=a test")
    assert dropped["success"], dropped
    (inbox / "all.md").write_text("stop instance kiro-9\n", encoding="utf-8")
    answer = inbox.parent / "outbox" / "all.md"
    until(answer.exists)
    assert "there is no instance kiro-9" in answer.read_text(encoding="utf-8")


def test_who_was_stopped_stays_out_after_a_kill(
    project: Project, tmp_path: Path
) -> None:
    words = project.up_words("--bus", "memory", agent=f"command:{WAITING}")
    words[words.index("--instances") + 1] = "2"
    process = project.start(*words, GO=str(tmp_path / "go"))
    try:
        until(lambda: drafts(project) == 2)
        assert ask(project, "stop", "instance", "kiro-2", "because=hot")["success"]
    finally:
        kill(process)
    (tmp_path / "go").touch()
    again = project.swarm(*words, GO=str(tmp_path / "go"))
    assert again.returncode == 0, again.stderr
    assert "left out: kiro-2" in again.stderr
    told = ask(project, "status", "instances")["data"]["instances"]  # type: ignore[index]
    assert {row["instance"]: row["state"] for row in told}["kiro-2"] == "left"
    assert project.merged == {"1.1": 1, "1.2": 1, "1.3": 1}
