"""Several processes and threads on one repository at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.git.errors import LockTimeout
from adapters.git.locks import exclusive
from tests.integration.git.conftest import prepare

# A controller of its own: argument 1 the repository, then the instances.
PREPARE = """
import sys
from pathlib import Path
from adapters.git.repository import open_repository
from adapters.git.worktrees import Worktrees

trees = Worktrees(open_repository(Path(sys.argv[1]), None))
print("ready", flush=True)
sys.stdin.readline()
for instance in sys.argv[2:]:
    trees.prepare(swarm="demo", instance=instance, task=instance, attempt=1, carry="")
"""

LAND = """
import sys
from pathlib import Path
from adapters.git.integrator import GitIntegrator
from adapters.git.repository import open_repository
from commands.ports import Candidate

integrator = GitIntegrator(open_repository(Path(sys.argv[1]), None), lambda d, t: d)
name = sys.argv[2]
made = Candidate(name, 1, sys.argv[3], name)
train = integrator.build(integration=name, target="main", candidates=[made])
print("ready", flush=True)
sys.stdin.readline()
landing = integrator.land(integration=name, target="main", train=train)
print("landed" if landing.landed else "moved", train.head, flush=True)
"""


def start(code, *arguments):
    """Start a process and wait until it stands at the line."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def run(*processes) -> list[str]:
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return said


def test_processes_make_worktrees_at_the_same_time(project):
    names = [[f"kiro-{group}{n}" for n in range(4)] for group in "ab"]
    run(*(start(PREPARE, project.root, *group) for group in names))
    for name in [*names[0], *names[1]]:
        folder = project.root / ".swarm/worktrees" / name
        assert project.git("branch", "--show-current", folder=folder) == (
            f"swarm/demo/{name}/1"
        )
        assert project.git("status", "--porcelain", folder=folder) == ""
    assert len(project.worktrees) == 9


def test_processes_that_want_the_same_worktree_end_with_one(project):
    run(*(start(PREPARE, project.root, "kiro-1") for _ in range(2)))
    assert len(project.worktrees) == 2


def test_threads_make_worktrees_at_the_same_time(project, trees):
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda n: prepare(trees, f"1.{n}", instance=f"kiro-{n}"), range(8))
        )
    assert len({space.path for space in made}) == 8
    assert len(project.worktrees) == 9


def test_of_two_landings_at_once_one_finds_the_target_moved(project, trees):
    made = [
        project.work(trees, name, {f"{name}.txt": name}, instance=name)
        for name in ("a", "b")
    ]
    said = run(*(start(LAND, project.root, one.task, one.commit) for one in made))
    outcomes = dict(line.split() for line in said)
    assert sorted(outcomes) == ["landed", "moved"]
    assert project.head == outcomes["landed"]
    assert project.status == ""


def test_the_same_landing_twice_at_once_is_landed_once(project, trees):
    made = project.work(trees, "a", {"a.txt": "a"})
    said = run(*(start(LAND, project.root, "a", made.commit) for _ in range(2)))
    assert {line.split()[0] for line in said} == {"landed"}
    assert project.git("rev-list", "--count", "--merges", "main") == "1"


def test_a_lock_that_is_held_for_too_long_is_an_error(tmp_path):
    again = exclusive(tmp_path / "lock", wait_s=0.05)
    with exclusive(tmp_path / "lock"), pytest.raises(LockTimeout, match="held by"):
        again.__enter__()


def test_a_lock_ends_with_its_holder(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; "
        "from adapters.git.locks import exclusive\n"
        "with exclusive(Path(sys.argv[1])): print('ready', flush=True); time.sleep(60)"
    )
    holder = start(code, tmp_path / "lock")
    holder.kill()
    holder.communicate()
    with exclusive(tmp_path / "lock", wait_s=5):
        pass
