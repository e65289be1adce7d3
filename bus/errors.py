"""Errors of the bus."""

from __future__ import annotations


class BusError(Exception):
    """Something is wrong with the transport of messages."""


class BusUnavailable(BusError):
    """The transport cannot take or give messages now; trying again may help."""


class BusMisconfigured(BusError):
    """What is there does not fit what is needed; a person has to decide."""


class NoAnswer(BusError):
    """Nobody answered a request in time."""


class RivalWriter(BusError):
    """Another writer appended to the event log first."""


class LogAhead(BusError):
    """The event log holds events that the store does not have."""


class BadMessage(BusError, ValueError):
    """A name, a subject or a message cannot travel as it is."""
