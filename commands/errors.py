"""Errors of the write side."""

from __future__ import annotations


class CommandError(Exception):
    """A command could not be carried out."""


class StaleAggregate(CommandError):
    """Another command changed the aggregate meanwhile; decide again."""


class DuplicateCommand(CommandError):
    """The command has been carried out before."""


class StoreUnavailable(CommandError):
    """The event store cannot take or give anything now."""


class UnsolvedConflict(CommandError):
    """The files still carry conflict markers."""


class HouseTrouble(CommandError):
    """Something outside of any task does not work: git, the disk, the target."""
