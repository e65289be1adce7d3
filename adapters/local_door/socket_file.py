"""The socket as a file: made, found stale, recorded and removed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from adapters.local_door.address import RECORD, fits
from adapters.local_door.errors import DoorTaken

PREFIX = "swarm-door-"


def place(wanted: Path) -> Path:
    """Choose where the socket lives: where it is wanted, or in a short folder."""
    if fits(wanted):
        return wanted
    for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  (mkdtemp is private)
        if fits(Path(base) / (PREFIX + "xxxxxxxx") / wanted.name):
            return Path(tempfile.mkdtemp(prefix=PREFIX, dir=base)) / wanted.name
    raise DoorTaken(f"no folder with a path short enough for a socket: {wanted}")


def bind(path: Path) -> socket.socket:
    """Bind before listening, so that nobody connects before the mode is set."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.setblocking(False)
    listener.bind(str(path))
    path.chmod(0o600)
    return listener


def clear_stale(path: Path) -> None:
    """Remove what a killed controller left; refuse when one still listens."""
    bound = path.resolve() if path.is_symlink() else path
    if fits(bound) and _alive(bound):
        raise DoorTaken(f"another controller listens on {path}")
    remove(path, bound)


def _alive(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def record(path: Path, bound: Path) -> None:
    """Tell clients where the socket is, atomically.

    The link comes first: by it the next controller finds what to clear.
    """
    if bound != path:
        path.symlink_to(bound)
    draft = path.with_name(f"{RECORD}.{os.getpid()}")
    draft.write_text(json.dumps({"socket": str(bound), "pid": os.getpid()}) + "\n")
    draft.replace(path.with_name(RECORD))


def remove(path: Path, bound: Path) -> None:
    """Remove socket, link, record and short folder, those that are there."""
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(FileNotFoundError):
        path.with_name(RECORD).unlink()
    if bound != path and bound.parent.name.startswith(PREFIX):
        shutil.rmtree(bound.parent, ignore_errors=True)
