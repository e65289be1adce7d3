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


class StepFailed(CommandError):
    """A step of an integration failed again and again; it can be done later."""
