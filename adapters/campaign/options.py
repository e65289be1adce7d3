"""What `swarm up` was asked to do."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

BUSES = ("auto", "nats", "spores", "memory")


@dataclass(frozen=True)
class UpOptions:
    """The options of `swarm up`; "" and () mean that nothing was said.

    `specs` are folders or names of specs, `gates` command lines for `/bin/sh -c`,
    `tries` how often a task may fail before it is given up.
    """

    specs: tuple[str, ...] = ()
    repo: Path = Path()
    instances: int = 2
    agent: str = ""
    gates: tuple[str, ...] = ()
    no_gate: bool = False
    target: str = ""
    bus: str = "auto"
    order: str = ""
    include_optional: bool = False
    tries: int = 3
    json: bool = False
    quiet: bool = False
    debug: bool = False


def default_instances() -> int:
    """Choose how many agents work at the same time on this machine: 2 to 4.

    Agents mostly wait for their models, so that two share one processor well; each
    takes up to 2 GB of memory, so that more of them is for a person to decide.
    """
    return max(2, min(4, os.cpu_count() or 1))
