"""Errors of the database."""

from __future__ import annotations


class SqlError(Exception):
    """The database cannot be used as it is."""


class NoDatabase(SqlError):
    """There is no database to read."""


class NewerDatabase(SqlError):
    """The database was written by a newer version of the program."""


class UnreadableEvent(SqlError):
    """An event in the store cannot be understood by this version."""
