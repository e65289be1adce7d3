"""The mark that everything started by a controller carries in its environment.

`SWARM_RUN` is a chain of marks, `state.pid.start.serial` joined by `+`: the state
folder (as a digest) and the controller that started the process, and which of its
runs it was. A controller that itself runs below an agent of another one adds to the
chain, so that each of the two finds what is its own.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from adapters.processes import table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STATE_VARIABLE = "SWARM_STATE"
RUN_VARIABLE = table.RUN.decode()
_LINK = table.LINK.decode()
_serials = itertools.count(1)


@dataclass(frozen=True)
class Mark:
    """One mark, taken apart."""

    state: str
    pid: int
    start: int
    serial: int

    def controller_lives(self) -> bool:
        """Tell whether the controller that gave the mark still runs."""
        return table.start_of(self.pid) == self.start


def digest(state: Path) -> str:
    """Give the short name of a state folder."""
    return blake2b(os.fsencode(state.resolve()), digest_size=6).hexdigest()


def controller_mark(state: Path) -> str:
    """Give what the marks of all runs of this controller begin with."""
    pid = os.getpid()
    return f"{digest(state)}.{pid}.{table.start_of(pid)}."


def marked(environment: Mapping[str, str], state: Path) -> dict[str, str]:
    """Copy an environment for one process to be started, and add its mark."""
    mark = f"{controller_mark(state)}{next(_serials)}"
    outer = environment.get(RUN_VARIABLE, "")
    return {
        **environment,
        STATE_VARIABLE: str(state.resolve()),
        RUN_VARIABLE: f"{outer}{_LINK}{mark}" if outer else mark,
    }


def parse(text: bytes) -> Mark | None:
    """Take a mark apart; None when it is not one of ours."""
    try:
        state, pid, start, serial = text.decode("ascii").split(".")
        return Mark(state, int(pid), int(start), int(serial))
    except ValueError:
        return None
