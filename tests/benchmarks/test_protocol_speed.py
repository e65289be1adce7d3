"""How fast lines are understood. Run: `python -m tests.benchmarks.test_protocol_speed`.

Canonical lines are those of all examples, written by `to_text()`; sentences are those of
the examples that are not canonical, and a few long ones. The goals are 20,000 canonical
lines and 5,000 sentences a second on one core, and 20 ms of import beside pydantic's.
Time is that of the processor, so that other work on the machine does not count. It asserts
nothing about time: pytest finds no test in it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress

from commands.protocol.errors import ProtocolError
from commands.protocol.parser import parse
from commands.protocol.vocabulary import COMMANDS

GOALS = {"canonical lines": 20_000, "sentences": 5_000, "refusals": 1_000}
IMPORT_GOAL_MS = 20
ROUNDS = 15
LONG_SENTENCES = [
    "please execute task user-auth-123 using beast mode with timeout 300",
    "I need to synchronize the feature/new-ui branch with upstream",
    "show me the detailed status of the entire swarm",
    "hey, could you please kill the process kiro-9 right away?",
    "I want you to reassign the tasks from kiro-3 to kiro-1 because it is slow",
]
NO_COMMANDS = ["stop", "stop installation", "stpo instance kiro-3", "run tsk 1.2"]
_IMPORT = """
import datetime, json, os, re, typing, pydantic
class Warm(pydantic.BaseModel):
    at: datetime.datetime
import time
began = time.process_time()
import commands.protocol.parser
print((time.process_time() - began) * 1000)
"""


def canonical_lines() -> list[str]:
    """Give the canonical form of every example."""
    lines = [example.text for command in COMMANDS for example in command.examples]
    return [parse(line).to_text() for line in lines]


def sentences() -> list[str]:
    """Give the examples that are not canonical, and longer ones."""
    known = set(canonical_lines())
    lines = [example.text for command in COMMANDS for example in command.examples]
    return [line for line in lines if line not in known] + LONG_SENTENCES


def lines_per_second(lines: list[str]) -> float:
    """Parse all lines again and again; give the rate of the quickest round."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for line in lines:
            _try(line)
        best = min(best, time.process_time() - began)
    return len(lines) / best


def _try(line: str) -> None:
    with suppress(ProtocolError):
        parse(line)


def import_ms() -> float:
    """Import the parser in fresh interpreters that have pydantic; give the best."""
    command = [sys.executable, "-c", _IMPORT]
    return min(
        float(
            subprocess.run(command, capture_output=True, check=True, text=True).stdout
        )
        for _ in range(ROUNDS)
    )


def main() -> None:
    """Print rates beside their goals."""
    kinds = {
        "canonical lines": canonical_lines() * 10,
        "sentences": sentences() * 10,
        "refusals": NO_COMMANDS * 50,
    }
    for name, lines in kinds.items():
        rate = lines_per_second(lines)
        print(f"{name:<16} {rate:>9,.0f} /s   (goal {GOALS[name]:,} /s)")
    print(f"{'import':<16} {import_ms():>9.1f} ms  (goal {IMPORT_GOAL_MS} ms)")


if __name__ == "__main__":
    main()
