"""Errors of the text protocol."""

from __future__ import annotations

from commands.errors import CommandError


class ProtocolError(CommandError):
    """A line of text that is not a command.

    `message` is one sentence for a person, `position` the character (from 0) where
    the trouble begins, `suggestions` are the nearest correct lines, best first.
    """

    def __init__(
        self, message: str, position: int = 0, suggestions: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, position, suggestions)
        self.message = message
        self.position = position
        self.suggestions = suggestions

    @property
    def sentence(self) -> str:
        """What was wrong and where, without the suggestions."""
        where = f" (at character {self.position + 1})" if self.position else ""
        return f"{self.message}{where}"

    def __str__(self) -> str:
        """One readable sentence: what was wrong, where, and what to write."""
        hint = ", ".join(f"`{line}`" for line in self.suggestions)
        return f"{self.sentence}; try {hint}" if hint else self.sentence
