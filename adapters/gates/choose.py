"""Decides on the gates of a swarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.gates.detect import detect
from adapters.processes.shell import missing_program
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def choose_gates(
    root: Path, given: Sequence[str], *, no_gate: bool, path: str | None
) -> list[str]:
    """Take the gates that were given, else those of the project; none with `no_gate`.

    `path` is PATH, where the programs are looked up.

    Raises:
        Refused: no gate was given and none was found, or its program is missing.

    """
    if no_gate:
        return []
    gates = [gate.strip() for gate in given if gate.strip()] or detect(root)
    if not gates:
        raise Refused(
            f"no gate was given, and {root} shows none (no `make test`, no pytest, no "
            "test script): give a command that has to pass before anything lands, as in "
            "`--gate 'make test'`, or say `--no-gate`"
        )
    for gate in gates:
        missing = missing_program(gate, root=root, path=path)
        if missing:
            raise Refused(
                f"the gate {gate!r} starts with {missing!r}, and there is no such "
                "program: install it, or give another `--gate`"
            )
    return gates
