"""Handlers of the commands on dead messages: the receipt is their audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.effects import after

if TYPE_CHECKING:
    from commands.ports import Letter, Letters
    from commands.protocol.canonical import Reading
    from commands.protocol.result import Result
    from commands.work import Work

RETRY = "retry-letter"
DROP = "drop-letter"
# What of a long message goes into the receipt, characters.
KEPT_TEXT = 10_000


class MessageHandlers:
    """Handlers that need the dead letters."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def retry(self, action: Reading, work: Work) -> Result:
        """Send a dead message again."""
        del work
        letter = self._letters.find(str(action.parameters["id"]))
        return after(RETRY, f"message {letter.id} is sent again", **_facts(letter))

    def drop(self, action: Reading, work: Work) -> Result:
        """Remove a dead message; what it said stays in the receipt."""
        del work
        letter = self._letters.find(str(action.parameters["id"]))
        return after(
            DROP,
            f"message {letter.id} is dropped: {action.parameters['because']}",
            **_facts(letter),
        )


def _facts(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "text": letter.text[:KEPT_TEXT],
        "reason": letter.reason,
        "tries": letter.tries,
        "at": letter.at.isoformat(),
        "actor": letter.actor,
        "correlation_id": letter.correlation_id,
    }
