"""What a controller may import before its first agent runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = "adapters.bootstrap.campaign, adapters.bootstrap.controller, bus.nats.transport"
HEAVY = ("pydantic", "rich", "sqlalchemy", "alembic", "git", "click", "rapidfuzz")


def test_a_controller_starts_without_heavy_packages():
    code = f"import sys, {START}; print(*(m for m in {HEAVY} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
