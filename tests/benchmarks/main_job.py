"""`swarm up` beside a plain script. Run: `python -m tests.benchmarks.main_job [ROUNDS]`.

Both do the same tasks with the same agent command, four at a time, without a gate, on
repositories made alike. They take turns, start-up included. Times are wall clock, memory
is that of the largest process of the run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROUNDS = 3
INSTANCES = "4"
SCRIPT = Path(__file__).with_name("plain_script.py")
SWARM = str(Path(sys.executable).with_name("swarm"))
QUICK = 'echo done > "task-$SWARM_TASK_ID.txt"'


@dataclass(frozen=True)
class Scenario:
    """A plan, the command that does its tasks, and the size of the repository."""

    name: str
    files: int
    plan: dict[str, list[str]]
    command: str
    ideal_s: float = 0.0


@dataclass(frozen=True)
class Run:
    """One run: seconds by the wall clock, and megabytes of its largest process."""

    seconds: float
    megabytes: float


def layers(count: int, width: int) -> dict[str, list[str]]:
    """Plan layers of tasks, each task depending on the whole layer before."""
    plan: dict[str, list[str]] = {}
    before: list[str] = []
    for layer in range(1, count + 1):
        tasks = [f"{layer}.{number}" for number in range(1, width + 1)]
        plan.update((task, before) for task in tasks)
        before = tasks
    return plan


SCENARIOS = (
    Scenario("40 no-op tasks, 2,000 files", 2000, layers(1, 40), QUICK),
    Scenario("24 x 1 s in 3 layers", 50, layers(3, 8), f"sleep 1; {QUICK}", 6.0),
)


def write_spec(plan: dict[str, list[str]]) -> str:
    """Write the plan as Kiro does: tasks with dependencies, and a graph of waves."""
    lines, waves = ["# Implementation Plan", ""], dict[str, list[str]]()
    for task, needs in plan.items():
        layer, _, number = task.partition(".")
        if number == "1":
            lines.append(f"- [ ] {layer}. Layer {layer}")
        lines.append(f"  - [ ] {task} Write file {task}")
        if needs:
            lines.append(f"    - _Dependencies: {', '.join(needs)}_")
        waves.setdefault(layer, []).append(task)
    graph = [{"id": int(layer) - 1, "tasks": waves[layer]} for layer in waves]
    block = json.dumps({"waves": graph}, indent=2)
    return "\n".join(
        [*lines, "", "## Task Dependency Graph", "", "```json", block, "```", ""]
    )


def make_repository(folder: Path, scenario: Scenario) -> None:
    """Make a repository with files in folders of fifty, and the plan as a spec."""
    for number in range(scenario.files):
        path = folder / f"src/part_{number // 50}/module_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"VALUE = {number}\n" * 20, encoding="utf-8")
    spec = folder / ".kiro/specs/bench"
    spec.mkdir(parents=True)
    (spec / "tasks.md").write_text(write_spec(scenario.plan), encoding="utf-8")
    for command in (
        ["init", "-q", "-b", "main"],
        ["config", "user.name", "Bench"],
        ["config", "user.email", "bench@example.invalid"],
        ["add", "--all"],
        ["commit", "-q", "-m", "start"],
    ):
        subprocess.run(["git", "-C", str(folder), *command], check=True)


def timed(command: list[str], log: Path) -> Run:
    """Run a command to its end; it has to succeed."""
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=log.parent
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{log.read_text()}\nended {process.returncode}")
    return Run(seconds, usage.ru_maxrss / 1024)


def script(folder: Path, scenario: Scenario) -> Run:
    """Run the plain script on a fresh repository."""
    plan = folder / "plan.json"
    plan.write_text(json.dumps(scenario.plan), encoding="utf-8")
    repo = str(folder / "repository")
    command = [sys.executable, str(SCRIPT), repo, str(plan), scenario.command]
    return timed(command, folder / "log")


def swarm(folder: Path, scenario: Scenario) -> Run:
    """Run `swarm up` on a fresh repository."""
    options = ["--repo", str(folder / "repository"), "--instances", INSTANCES]
    options += ["--agent", f"command:{scenario.command}", "--no-gate"]
    return timed([SWARM, "up", "bench", *options], folder / "log")


def check(folder: Path, scenario: Scenario) -> None:
    """See that each task's file is on main, and nothing else is left of it."""
    git = ["git", "-C", str(folder / "repository")]
    names = subprocess.check_output(
        [*git, "ls-tree", "--name-only", "main"], text=True
    ).split()
    missing = {f"task-{task}.txt" for task in scenario.plan} - set(names)
    trees = subprocess.check_output([*git, "worktree", "list"], text=True)
    if missing or len(trees.splitlines()) != 1:
        sys.exit(f"not on main: {sorted(missing)}; worktrees:\n{trees}")


def rounds(scenario: Scenario, count: int) -> Iterator[tuple[Run, Run]]:
    """Let the two take turns."""
    for _ in range(count):
        runs = []
        for run in (script, swarm):
            with tempfile.TemporaryDirectory(prefix="swarm-bench-") as name:
                make_repository(Path(name) / "repository", scenario)
                runs.append(run(Path(name), scenario))
                check(Path(name), scenario)
        yield runs[0], runs[1]


def say(name: str, runs: list[Run], ratio: str = "") -> None:
    """Print one line: median, range, memory."""
    times = sorted(run.seconds for run in runs)
    memory = max(run.megabytes for run in runs)
    print(
        f"  {name:14} {median(times):6.2f} s  ({times[0]:.2f} to {times[-1]:.2f})"
        f"  {memory:4.0f} MB  {ratio}",
        flush=True,
    )


def main() -> None:
    """Measure each scenario, and say how `swarm up` compares."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    for scenario in SCENARIOS:
        ideal = f", ideal {scenario.ideal_s:g} s" if scenario.ideal_s else ""
        print(f"{scenario.name}{ideal} (median of {count}):", flush=True)
        taken = list(rounds(scenario, count))
        scripts, swarms = [one for one, _ in taken], [other for _, other in taken]
        times = [median(run.seconds for run in runs) for runs in (swarms, scripts)]
        say("plain script", scripts)
        say("swarm up", swarms, f"{times[0] / times[1]:.2f} of the script's time")


if __name__ == "__main__":
    main()
