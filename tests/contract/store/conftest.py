"""The event stores that pass the suite: another one is one line here."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sql.store import open_store

STORES = {
    "sqlite": lambda folder: open_store(folder / "swarm.db"),
}


@pytest.fixture(params=STORES)
def opened(request, tmp_path: Path):
    """Open the same store as often as asked, each time as another process would."""
    stores = []

    def again():
        stores.append(STORES[request.param](tmp_path))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


@pytest.fixture
def store(opened):
    return opened()
