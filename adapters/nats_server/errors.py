"""Errors of the embedded server."""

from __future__ import annotations

from domain.errors import Refused


class NatsServerMissing(Refused):
    """No `nats-server` program was found."""


class NatsServerFailed(Exception):
    """The embedded server did not start; the message shows the end of its log."""
