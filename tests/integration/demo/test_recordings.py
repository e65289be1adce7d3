"""The demo's recordings lead from its project to its end, in whatever order they land.

A plain merge queue of git commands plays the swarm: tasks start as soon as their
dependencies have landed, up to four at a time, and end in any order.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.agents.recorded import RecordedAgent
from adapters.demo.builder import RECORDINGS, SPEC, build
from commands.ports import Assignment, Outcome, Workspace

PAIR = {"2.1", "2.2"}
FAILS_FIRST = "2.3"
AT_A_TIME = 4


def tasks_file(project: Path) -> str:
    return (project / ".kiro/specs" / SPEC / "tasks.md").read_text(encoding="utf-8")


def read_plan(text: str) -> dict[str, set[str]]:
    """Read leaf tasks and the dependencies they declare."""
    plan: dict[str, set[str]] = {}
    for line in text.splitlines():
        if found := re.match(r" +- \[ \] (\d+\.\d+) ", line):
            plan[found.group(1)] = set()
        elif found := re.search(r"_Dependencies: (.*)_$", line):
            plan[list(plan)[-1]] = set(found.group(1).split(", "))
    return plan


@pytest.fixture(scope="module")
def hurried_recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the recordings without the time they pretend to take."""
    folder = tmp_path_factory.mktemp("demo") / "recordings"
    shutil.copytree(RECORDINGS, folder)
    for path in folder.rglob("recording.toml"):
        told = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^seconds = .*\n", "", told), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def green_trees() -> set[str]:
    """Remember the trees that have passed the gate: many orders lead to the same."""
    return set()


class Queue:
    """Works on tasks in worktrees and merges them into main, one by one."""

    def __init__(self, project: Path, agent: RecordedAgent, green: set[str]) -> None:
        self.project = project
        self.agent = agent
        self.green = green
        self.conflicts: list[str] = []

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        return subprocess.run(
            ["git", "-C", str(folder or self.project), *arguments],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def start(self, task: str) -> Path:
        tree = self.project.parent / f"work-{task}"
        self.git("worktree", "add", "-q", "-b", f"task-{task}", str(tree))
        return tree

    async def work(
        self, task: str, tree: Path, attempt: int = 1, conflicts: tuple[str, ...] = ()
    ) -> Outcome:
        return await self.agent.work(
            Assignment(
                swarm="demo",
                instance="kiro-1",
                task=task,
                title="",
                attempt=attempt,
                brief="",
                workspace=Workspace(tree, f"task-{task}", "", conflicts),
                log=self.project.parent / "agent.log",
            )
        )

    async def finish(self, task: str, tree: Path) -> None:
        attempt = 1
        while not (await self.work(task, tree, attempt)).done:
            assert (task, attempt) == (FAILS_FIRST, 1)
            self.git("checkout", "-q", "-f", "HEAD", folder=tree)
            self.git("clean", "-qfd", folder=tree)
            attempt += 1
        self.commit(task, tree)
        if not self.merges("main", tree):
            await self.solve(task, tree, attempt + 1)
        self.git("merge", "-q", "--no-ff", "-m", f"Merge task {task}", f"task-{task}")
        self.git("worktree", "remove", "--force", str(tree))
        self.gate(task)

    def merges(self, branch: str, tree: Path) -> bool:
        ours = self.git("rev-parse", "HEAD", folder=tree)
        merge = ["git", "-C", str(self.project), "merge-tree", "--write-tree"]
        outcome = subprocess.run([*merge, branch, ours], capture_output=True)
        return outcome.returncode == 0

    async def solve(self, task: str, tree: Path, attempt: int) -> None:
        self.conflicts.append(task)
        merge = ["git", "-C", str(tree), "merge", "-q", "main"]
        assert subprocess.run(merge, capture_output=True).returncode
        unmerged = self.git("diff", "--name-only", "--diff-filter=U", folder=tree)
        conflicts = tuple(unmerged.splitlines())
        assert (await self.work(task, tree, attempt, conflicts)).done
        self.commit(task, tree)

    def commit(self, task: str, tree: Path) -> None:
        self.git("add", "-A", folder=tree)
        self.git("commit", "-q", "-m", f"Task {task}", folder=tree)
        assert not self.git("status", "--porcelain", folder=tree)

    def gate(self, task: str) -> None:
        tree = self.git("rev-parse", "HEAD^{tree}")
        if tree in self.green:
            return
        keep = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }
        gate = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
            cwd=self.project,
            env={**keep, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
        )
        assert gate.returncode == 0, f"after task {task}:\n{gate.stdout}"
        self.green.add(tree)


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(2))
async def test_every_landing_order_keeps_the_gate_green(
    seed: int, tmp_path: Path, hurried_recordings: Path, green_trees: set[str]
):
    chance = random.Random(seed)
    project = tmp_path / "project"
    build(project)
    plan = read_plan(tasks_file(project))
    queue = Queue(project, RecordedAgent(hurried_recordings), green_trees)
    landed: set[str] = set()
    running: dict[str, Path] = {}
    while len(landed) < len(plan):
        ready = [
            task
            for task, needs in plan.items()
            if needs <= landed and task not in landed | running.keys()
        ]
        for task in ready[: AT_A_TIME - len(running)]:
            running[task] = queue.start(task)
        task = chance.choice(sorted(running))
        await queue.finish(task, running.pop(task))
        landed.add(task)
    assert len(queue.conflicts) == 1, "one of the pair comes second"
    assert set(queue.conflicts) <= PAIR


def test_the_plan_has_enough_tasks_and_each_is_recorded(tmp_path: Path):
    build(tmp_path)
    plan = read_plan(tasks_file(tmp_path))
    assert len(plan) >= 12
    assert {path.name for path in RECORDINGS.iterdir()} == plan.keys()
    assert set().union(*plan.values()) <= plan.keys()


def test_the_pair_is_ready_at_the_same_time_and_takes_about_as_long(tmp_path: Path):
    build(tmp_path)
    plan = read_plan(tasks_file(tmp_path))
    first, second = sorted(PAIR)
    assert plan[first] == plan[second]


def test_the_waves_agree_with_the_declared_dependencies(tmp_path: Path):
    build(tmp_path)
    text = tasks_file(tmp_path)
    plan = read_plan(text)
    block = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert block
    waves = json.loads(block.group(1))["waves"]
    wave = {task: one["id"] for one in waves for task in one["tasks"]}
    assert wave == {
        task: max((wave[need] + 1 for need in needs), default=0)
        for task, needs in plan.items()
    }


def test_the_project_is_built_alike_each_time_but_for_the_clock(tmp_path: Path):
    trees = []
    for name in ("one", "two"):
        build(tmp_path / name)
        ask = ["git", "-C", str(tmp_path / name), "rev-parse", "HEAD^{tree}"]
        trees.append(subprocess.check_output(ask, text=True))
        ask = ["git", "-C", str(tmp_path / name), "status", "--porcelain"]
        assert not subprocess.check_output(ask, text=True)
    assert trees[0] == trees[1]
