"""How long reading a large plan takes. Run: `python -m tests.benchmarks.plan_reader`.

Two plans are read: one with hierarchy and no declared order, one where every task
declares dependencies and the file ends with a graph block. The goal is 200 ms for
250 kB on one core, by the best of some rounds: the others measure the neighbours.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Callable

from adapters.kiro.plans import KiroPlans
from domain.plan.graph import Graph, ReadySet

SIZE = 250_000
GOAL_MS = 200
ROUNDS = 7


def task(phase: int, number: int, extra: str = "") -> str:
    return (
        f"  - [ ] {phase}.{number} Build part {number} of the module {phase}\n"
        f"    - Create `src/module_{phase}/part_{number}.py` with its public functions\n"
        "    - Handle missing, empty and malformed input with a readable error\n"
        "    - Write unit tests for the edge cases that the design document lists\n"
        f"    - _Requirements: {phase % 20 + 1}.{number % 5 + 1}, 2.1-2.4_\n{extra}\n"
    )


def undeclared() -> str:
    text, phase = "# Implementation Plan\n\n", 0
    while len(text) < SIZE:
        phase += 1
        text += f"- [ ] {phase}. Module {phase}\n"
        text += "".join(task(phase, number) for number in range(1, 9))
    return text


def declared() -> str:
    text, phase, waves = "# Implementation Plan\n\n", 0, []
    while len(text) < SIZE:
        phase += 1
        text += f"- [ ] {phase}. Module {phase}\n"
        for number in range(1, 9):
            extra = f"    - _Depends: {phase - 1}.{number}_\n" if phase > 1 else ""
            text += task(phase, number, extra)
        waves.append({"id": phase, "tasks": [f"{phase}.{n}" for n in range(1, 9)]})
    return f"{text}\n## Task Dependency Graph\n\n```json\n{json.dumps({'waves': waves})}\n```\n"


def requirements() -> str:
    parts = ["# Requirements\n"]
    for number in range(1, 21):
        parts.append(f"\n### Requirement {number}: Module {number}\n\n")
        parts.append(
            "**User Story:** As a user, I want it.\n\n#### Acceptance Criteria\n\n"
        )
        parts += [
            f"{n}. WHEN {n} happens THE system SHALL answer.\n" for n in range(1, 8)
        ]
    return "".join(parts)


def measure(what: str, run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    print(f"{what:<44} best {times[0]:7.1f} ms   median {times[ROUNDS // 2]:7.1f} ms")
    return times[0]


def graph(nodes: int = 10_000, edges: int = 50_000) -> Graph:
    names = [str(number) for number in range(nodes)]
    pairs = []
    for number in range(edges):
        one = (number * 7919) % (nodes - 1)
        pairs.append(
            (names[one], names[one + 1 + (number * 104_729) % (nodes - one - 1)])
        )
    return Graph(names, pairs)


def main() -> int:
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("undeclared", undeclared()), ("declared", declared())):
            spec = Path(folder) / ".kiro" / "specs" / name
            spec.mkdir(parents=True)
            (spec / "tasks.md").write_text(text, "utf-8")
            (spec / "requirements.md").write_text(requirements(), "utf-8")
            plans = KiroPlans(Path(folder))
            size = f"{len(text) / 1000:.0f} kB, {name}"
            slow |= measure(f"look   {size}", partial(plans.look, [name])) > GOAL_MS
            slow |= measure(f"read   {size}", partial(plans.read, [name])) > GOAL_MS
    big = graph()
    measure("graph  10,000 nodes, 50,000 edges: waves", big.waves)
    measure("graph  10,000 nodes, 50,000 edges: ranks", big.upward_ranks)
    measure("graph  10,000 nodes: finish all", lambda: _finish(big))
    return int(slow)


def _finish(big: Graph) -> None:
    ready = ReadySet(big)
    for node in big.order():
        ready.finish(node)


if __name__ == "__main__":
    sys.exit(main())
