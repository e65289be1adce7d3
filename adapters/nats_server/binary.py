"""Finds the `nats-server` program."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from pathlib import Path

from adapters.nats_server.errors import NatsServerMissing

PROGRAM = "nats-server"


def find_binary() -> Path:
    """Find the program beside this Python, where the wheel puts it, or on the PATH.

    Raises:
        NatsServerMissing: it is in none of these places.

    """
    folders = (str(Path(sys.executable).parent), sysconfig.get_path("scripts"), None)
    for folder in folders:
        found = shutil.which(PROGRAM, path=folder)
        if found:
            return Path(found).absolute()
    raise NatsServerMissing(
        f"There is no program '{PROGRAM}' here: install it with "
        "pip install 'kiro-swarm[embedded]', or run with --bus spores or --bus memory"
    )
