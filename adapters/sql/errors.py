"""Errors of the database."""

from __future__ import annotations


class SqlError(Exception):
    """The database cannot be used as it is."""


class NoDatabase(SqlError):
    """There is no database to read."""


class NewerDatabase(SqlError):
    """A newer version of the program wrote the database."""


class OlderDatabase(SqlError):
    """An older version of the program wrote the database; reading does not upgrade."""


class UnreadableEvent(SqlError):
    """An event in the store cannot be understood by this version."""
