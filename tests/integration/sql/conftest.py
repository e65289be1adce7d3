"""A store in a fresh folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sql.store import open_store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "swarm.db"


@pytest.fixture
def store(database: Path):
    with open_store(database) as opened:
        yield opened
