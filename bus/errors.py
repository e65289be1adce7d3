"""Errors of the bus."""

from __future__ import annotations


class BusError(Exception):
    """Something is wrong with the transport of messages."""


class BusUnavailable(BusError):
    """The transport cannot take or give messages now; trying again may help."""


class NoAnswer(BusError):
    """Nobody answered a request in time."""


class RivalWriter(BusError):
    """Another writer appended to the event log first."""
