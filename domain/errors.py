"""Errors of the domain."""

from __future__ import annotations


class DomainError(Exception):
    """Something that the domain does not allow."""


class Refused(DomainError):
    """An aggregate refused a request; nothing changed.

    The message is one sentence for a person: what was wrong and what to do.
    """
