"""Where the socket is.

It is `run/control.sock` in the state folder. The system takes socket paths of 107
bytes at most (103 on macOS), so for a deep folder the socket lives in a short private
folder under the system's temporary one; `run/door.json` says where, and
`run/control.sock` is a link to it.
"""

# Importing pathlib would cost `swarm status` 12 ms.
# ruff: noqa: PTH118, PTH123
from __future__ import annotations

import json
import os

TYPE_CHECKING = False  # importing typing would cost a caller 10 ms
if TYPE_CHECKING:
    from typing import Union

    AnyPath = Union[str, "os.PathLike[str]"]

SOCKET = "control.sock"
RECORD = "door.json"
LONGEST = 103


def fits(path: AnyPath) -> bool:
    """Tell whether the system takes the path as the address of a socket."""
    return len(os.fsencode(path)) <= LONGEST


def find(state: AnyPath) -> str:
    """Tell the path of the socket of a state folder; it need not exist."""
    run = os.path.join(os.fspath(state), "run")
    direct = os.path.join(run, SOCKET)
    return direct if fits(direct) else _recorded(run)


def _recorded(run: str) -> str:
    try:
        with open(os.path.join(run, RECORD), encoding="utf-8") as record:
            return str(json.load(record)["socket"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
