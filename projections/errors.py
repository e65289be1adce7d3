"""Errors of the read side."""

from __future__ import annotations


class ProjectionError(Exception):
    """Something is wrong with the read models."""


class ViewsUnavailable(ProjectionError):
    """The read models cannot be read or written now; trying again may help."""


class NotThere(ProjectionError):
    """What was asked for is not there; the message names what is nearest."""
