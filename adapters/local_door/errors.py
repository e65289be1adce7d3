"""Errors of the local door."""

from __future__ import annotations


class DoorError(Exception):
    """A line could not be asked at the local door."""


class NobodyThere(DoorError):
    """No controller listens at the door."""


class NotAllowed(DoorError):
    """The door belongs to another user."""


class SilentDoor(DoorError):
    """A controller listens, and no answer came; the line may still be carried out."""


class DoorTaken(DoorError):
    """Another controller listens at the door already."""
