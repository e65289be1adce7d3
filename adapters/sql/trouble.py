"""What SQLite says when something is wrong, as sentences for a person."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from commands.errors import StoreUnavailable
from projections.errors import ViewsUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLOSED = "the database is closed"

# SQLite has one class of error for these and for statements that make no sense.
_OF_THE_DISK = (
    "attempt to write a readonly database",
    "database is locked",
    "database or disk is full",
    "database table is locked",
    "disk I/O error",
    "unable to open database file",
    CLOSED,
)


@contextmanager
def store_trouble(database: Path) -> Iterator[None]:
    """Turn any error of SQLite into StoreUnavailable: our statements make sense."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailable(
            f"the event store {database} cannot be used now ({error}): "
            "nothing was written, and trying again may help"
        ) from error


@contextmanager
def view_trouble(database: Path) -> Iterator[None]:
    """Turn trouble with the disk into ViewsUnavailable.

    A statement that cannot take its event stays as it is: that is poison.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        damaged = type(error) is sqlite3.DatabaseError
        if damaged or str(error) in _OF_THE_DISK:
            raise ViewsUnavailable(
                f"the read models in {database} cannot be used now: {error}"
            ) from error
        raise
