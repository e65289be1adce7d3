"""Asks a running controller: one line of text out, one answer back.

It is what `swarm status` runs, so it imports the standard library's lightest only.
"""

from __future__ import annotations

import json
import socket
import time

from adapters.local_door.address import find
from adapters.local_door.errors import NobodyThere, NotAllowed, SilentDoor

TYPE_CHECKING = False  # importing typing would cost a caller 10 ms
if TYPE_CHECKING:
    from typing import Any

    from adapters.local_door.address import AnyPath

CHUNK = 65536


def ask(state: AnyPath, line: str, timeout_s: float = 30.0) -> dict[str, Any]:
    """Send a line to the controller of a state folder and return its answer.

    The answer is an ActionResult as plain JSON: `success`, `message`, `data`,
    `side_effects`, `execution_time_s`, `correlation_id`. `timeout_s` is in seconds, for
    the whole exchange.

    Raises:
        NobodyThere: no controller listens; nothing was sent.
        NotAllowed: the socket belongs to another user.
        SilentDoor: no answer came; the line may still be carried out.

    """
    deadline = time.monotonic() + timeout_s
    with _connect(find(state), timeout_s) as connection:
        try:
            connection.sendall(line.replace("\n", " ").encode() + b"\n")
            answer = _read_line(connection, deadline)
        except socket.timeout:
            raise SilentDoor(
                f"the controller did not answer within {timeout_s:g} s: "
                "what was asked may still be carried out"
            ) from None
        except OSError as error:
            raise SilentDoor(
                f"the controller went away before it answered ({error.strerror}): "
                "what was asked may still be carried out"
            ) from None
    return _understand(answer)


def _connect(path: str, timeout_s: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout_s)
    try:
        if not path:
            raise FileNotFoundError
        connection.connect(path)
    except PermissionError:
        connection.close()
        raise NotAllowed(
            f"the controller's door {path} belongs to another user: "
            "ask as the user who started it"
        ) from None
    except (OSError, ValueError):
        connection.close()
        raise NobodyThere("no controller runs") from None
    return connection


def _read_line(connection: socket.socket, deadline: float) -> bytes:
    """Read up to the line's end, or to the end of what the controller sends."""
    parts = []
    while True:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        part = connection.recv(CHUNK)
        parts.append(part)
        if not part or part.endswith(b"\n"):
            return b"".join(parts)


def _understand(answer: bytes) -> dict[str, Any]:
    try:
        result = json.loads(answer)
    except ValueError:
        result = None
    if not isinstance(result, dict):
        raise SilentDoor(
            "the controller went away before it answered: "
            "what was asked may still be carried out"
        )
    return result
