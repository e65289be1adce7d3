"""The schema of the database: which one this version knows, which one a file has."""

from __future__ import annotations

import sqlite3
from pathlib import Path

HEAD = "0001"
"""The newest Alembic revision. Revisions are numbered, so that they compare."""


def migrations_folder() -> Path:
    """Find the revisions: beside this file when installed, else in the checkout."""
    here = Path(__file__).resolve()
    installed = here.parent / "migrations"
    return installed if installed.is_dir() else here.parents[2] / "migrations"


def schema_version(connection: sqlite3.Connection | sqlite3.Cursor) -> str:
    """Tell the revision of the database; "" when it has never been set up."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if str(error).startswith("no such table"):
            return ""
        raise
    return str(row[0]) if row else ""


def newer(database: Path, found: str) -> str:
    """Say that a newer version of the program wrote the database, and what to do."""
    return (
        f"{database} was written by a newer version of swarm (its schema is {found}, "
        f"and this version knows them up to {HEAD}): use that version"
    )
