"""The one reader of the environment."""

from __future__ import annotations

import os


def environment() -> dict[str, str]:
    """Give the environment we were started with, for programs we start."""
    return dict(os.environ)


def debug() -> bool:
    """Tell whether errors shall show where they come from (`SWARM_DEBUG=1`)."""
    return os.environ.get("SWARM_DEBUG", "") not in {"", "0"}
