"""Killed at any moment, the next run finishes, with nothing lost and nothing twice."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.project import CLEAN, LEAVES, Project, kill, until

SEED = 20261122


def started(project: Project, task: str) -> bool:
    marks = project.root / ".swarm" / "worktrees"
    return any(marks.glob(f"*/began-{task}"))


SLOW = (
    'touch "began-$SWARM_TASK_ID"; sleep "${PACE:-0}"; rm "began-$SWARM_TASK_ID"; '
    'echo "$SWARM_TASK_TITLE" > "task-$SWARM_TASK_ID.txt"'
)


@pytest.mark.parametrize("bus", ["nats", "memory", "spores"])
def test_killed_at_random_moments_it_finishes(tmp_path: Path, bus: str) -> None:
    moments = random.Random(f"{SEED}-{bus}")
    print(f"seed {SEED}-{bus}")
    project = Project(tmp_path)
    words = project.up_words("--bus", bus)
    for _ in range(5):
        process = project.start(*words, PACE="0.2")
        # Not a wait for something: the moment of the kill is what varies.
        time.sleep(moments.uniform(0.2, 2.2))
        kill(process)
    done, report = project.up("--bus", bus)
    assert done.returncode == 0, done.stderr
    assert report["status"] == "completed"
    assert project.files == set(LEAVES)
    assert project.merged == dict.fromkeys(LEAVES, 1)
    project.wait_for_no_processes()
    assert project.left_over == CLEAN
    assert project.git("status", "--porcelain") == ""
    assert project.git("fsck", "--connectivity-only", "--no-dangling") == ""


def test_nothing_outlives_a_killed_controller(tmp_path: Path) -> None:
    project = Project(tmp_path)
    agent = f"command:(setsid sleep 300 &) ; {SLOW}"
    process = project.start(*project.up_words("--bus", "nats", agent=agent), PACE="60")
    until(lambda: started(project, "1.2"))
    kill(process)
    project.wait_for_no_processes()


def test_the_work_of_a_killed_attempt_is_kept(tmp_path: Path) -> None:
    project = Project(tmp_path)
    agent = f"command:echo precious > precious.txt; {SLOW}"
    words = project.up_words("--bus", "memory", agent=agent)
    process = project.start(*words, PACE="60")
    until(lambda: started(project, "1.2"))
    kill(process)
    done, report = project.up("--bus", "memory")
    assert done.returncode == 0
    assert project.git("show", "refs/swarm/rescue/1.2/1:precious.txt") == "precious"
    # An interruption is no failure: with a single try it still would have gone on.
    assert report["tasks"]["1.2"]["attempts"] == 2


def test_ctrl_c_stops_in_good_order_and_can_be_continued(tmp_path: Path) -> None:
    project = Project(tmp_path)
    agent = f"command:echo precious > precious.txt; {SLOW}"
    words = project.up_words("--bus", "nats", agent=agent)
    process = project.start(*words, PACE="60")
    until(lambda: started(project, "1.2"))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 1, err
    assert '"status": "stopped"' in out
    project.wait_for_no_processes()
    assert project.git("show", "refs/swarm/rescue/1.2/1:precious.txt") == "precious"
    assert project.git("worktree", "list").count("\n") == 0
    done, _ = project.up("--bus", "nats", "--tries", "1")
    assert done.returncode == 0
    assert project.merged == dict.fromkeys(LEAVES, 1)


def test_a_landing_that_was_cut_short_is_seen_through(tmp_path: Path) -> None:
    """Kill while landings happen all the time, and look at the checkout afterwards."""
    project = Project(tmp_path)
    words = project.up_words("--bus", "memory")
    process = project.start(*words)
    until(lambda: bool(project.merged))
    kill(process)
    done, _ = project.up("--bus", "memory")
    assert done.returncode == 0
    assert project.git("status", "--porcelain") == ""
    assert project.merged == dict.fromkeys(LEAVES, 1)
