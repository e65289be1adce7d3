"""What is remembered about the embedded server between processes.

`run/nats.json` in the state folder, readable by its owner alone, holds the pid of the
running server (or null), its port and its credentials.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

USER = "swarm"


@dataclass(frozen=True)
class NatsAddress:
    """Where the server listens and who may enter."""

    url: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"NatsAddress(url={self.url!r}, user={self.user!r})"


@dataclass(frozen=True)
class Record:
    """The embedded server as last recorded; `pid` 0 means that none runs."""

    pid: int = 0
    port: int = 0
    user: str = USER
    password: str = ""

    @property
    def address(self) -> NatsAddress:
        """The address that clients use."""
        return NatsAddress(f"nats://127.0.0.1:{self.port}", self.user, self.password)


def read_record(path: Path) -> Record:
    """Read what was recorded, or make up credentials where nothing (whole) is."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        return Record(
            **{key: known[key] for key in ("pid", "port", "user", "password")}
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Record(password=secrets.token_urlsafe(24))


def write_record(path: Path, record: Record) -> None:
    """Record it, so that a reader sees the old or the new state and no mixture."""
    text = json.dumps({**asdict(record), "url": record.address.url}, indent=2)
    write_private(path, text + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a file for its owner's eyes only, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123  (a handle)
        file.write(text)
    draft.replace(path)
