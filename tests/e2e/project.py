"""A repository with a plan, and `swarm` as a person runs it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SWARM = (sys.executable, "-c", "from adapters.cli.main import main; main()")
# Writes one file per task; the time it takes can be set from outside.
WORKER = 'sleep "${PACE:-0}"; echo "$SWARM_TASK_TITLE" > "task-$SWARM_TASK_ID.txt"'

# The longest a run may take on a busy machine, seconds.
LONGEST_S = 90

# 3 parents, 12 leaves, declared dependencies, one optional task, one done before.
PLAN = """# Implementation Plan

- [ ] 1. Foundation
  - [x] 1.1 Set up the project
  - [ ] 1.2 Add the model
    - Keep it small
    - _Requirements: 1.1_
  - [ ] 1.3 Add the store
    - _Dependencies: 1.2_
- [ ] 2. Features
  - [ ] 2.1 Add the cart
    - _Dependencies: 1.3_
    - _Requirements: 1.2_
  - [ ] 2.2 Add the search
    - _Dependencies: 1.3_
  - [ ] 2.3 Add the mail
    - _Dependencies: 1.3_
  - [ ] 2.4 Add the log
    - _Dependencies: 1.2_
  - [ ]* 2.5 Add the extras
    - _Dependencies: 2.4_
- [ ] 3. Finish
  - [ ] 3.1 Join cart and search
    - _Dependencies: 2.1, 2.2_
  - [ ] 3.2 Join mail and log
    - _Dependencies: 2.3, 2.4_
  - [ ] 3.3 Polish
    - _Dependencies: 3.1, 3.2_
  - [ ] 3.4 Release
    - _Dependencies: 3.3_
"""
REQUIREMENTS = """# Requirements

### Requirement 1: A shop

**User Story:** As a buyer, I want a shop, so that I can buy.

#### Acceptance Criteria

1. WHEN a model is made THEN the system SHALL keep it
2. WHEN a thing is put into the cart THEN the cart SHALL hold it
"""
LEAVES = ("1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "3.4")


class Project:
    """A repository below `folder` with one spec, `shop`."""

    def __init__(self, folder: Path, plan: str = PLAN) -> None:
        self.root = folder / "pro ject"
        self.root.mkdir(parents=True)
        spec = self.root / ".kiro" / "specs" / "shop"
        spec.mkdir(parents=True)
        self.tasks = spec / "tasks.md"
        self.tasks.write_text(plan, encoding="utf-8")
        (spec / "requirements.md").write_text(REQUIREMENTS, encoding="utf-8")
        (self.root / "README.md").write_text("# Shop\n", encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments],
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    # ------------------------------------------------------------ running swarm

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*SWARM, *words],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def swarm(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*words, **env)
        try:
            out, err = process.communicate(timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(
                f"took more than {LONGEST_S} s:\n{out}\n{err}"
            ) from None
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def up_words(self, *more: str, agent: str = f"command:{WORKER}") -> list[str]:
        words = ["up", "shop", "--instances", "4", "--json"]
        gate = [] if {"--gate", "--no-gate"} & set(more) else ["--gate", "true"]
        return [*words, "--agent", agent, *gate, *more]

    def up(
        self, *more: str, agent: str = f"command:{WORKER}", **env: str
    ) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
        done = self.swarm(*self.up_words(*more, agent=agent), **env)
        report = json.loads(done.stdout) if done.stdout.startswith("{") else {}
        return done, report

    # ------------------------------------------------------------ looking at it

    @property
    def merged(self) -> Counter[str]:
        """How often each task was merged into the target."""
        log = self.git(
            "log", "--first-parent", "--format=%(trailers:key=Swarm-Task,valueonly)"
        )
        return Counter(line for line in log.splitlines() if line)

    @property
    def files(self) -> set[str]:
        """The tasks whose files are on the target."""
        names = self.git("ls-tree", "--name-only", "main").splitlines()
        return {
            name[len("task-") : -len(".txt")]
            for name in names
            if name.startswith("task-")
        }

    @property
    def ticked(self) -> set[str]:
        text = self.git("show", "main:.kiro/specs/shop/tasks.md")
        lines = [line.strip() for line in text.splitlines()]
        return {
            line.split()[2].rstrip(".") for line in lines if line.startswith("- [x]")
        }

    @property
    def left_over(self) -> dict[str, object]:
        """What must not be there after a run: worktrees, branches, processes."""
        return {
            "worktrees": self.git("worktree", "list").splitlines()[1:],
            "branches": self.git("branch", "--list", "swarm/*").splitlines(),
            "processes": sorted(self.processes()),
        }

    def processes(self) -> Iterator[str]:
        """Processes that bear the mark of this repository's state folder."""
        state = str(self.root / ".swarm")
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal() or int(entry.name) == os.getpid():
                continue
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environ = (entry / "environ").read_bytes().decode(errors="replace")
                if state in environ or state in command:
                    yield f"{entry.name}: {command}"

    def wait_for_no_processes(self, timeout_s: float = 10) -> None:
        until(lambda: not list(self.processes()), timeout_s, "processes are left")


CLEAN: dict[str, object] = {"worktrees": [], "branches": [], "processes": []}


def until(true: Callable[[], bool], timeout_s: float = 20, what: str = "") -> None:
    """Wait for a condition."""
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, what or "the condition never came true"
        time.sleep(0.01)


def kill(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    """Send a signal and take the process's leave."""
    process.send_signal(number)
    process.communicate(timeout=60)
