"""Errors of the command line."""

from __future__ import annotations


class CommandLineError(Exception):
    """A command could not be carried out; the message is for the person who asked."""

    status = 1


class BadUsage(CommandLineError):
    """The command line cannot be understood."""

    status = 2
