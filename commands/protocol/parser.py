"""Text in, StructuredAction out."""

from __future__ import annotations

from typing import Any

from commands.protocol.action import StructuredAction
from commands.protocol.lexicon import Lexicon, default_lexicon
from commands.protocol.reader import read


def parse(  # noqa: PLR0913  (the envelope of an action)
    text: str,
    *,
    source: str = "cli",
    actor: str = "",
    id: str | None = None,  # noqa: A002  (the field's name)
    correlation_id: str | None = None,
    causation_id: str = "",
    lexicon: Lexicon | None = None,
) -> StructuredAction:
    """Understand one line of text.

    Raises:
        ProtocolError: it is not a command; the error says where and what to write.

    """
    reading = read(text, lexicon or default_lexicon())
    envelope: dict[str, Any] = {
        "source": source,
        "actor": actor,
        "causation_id": causation_id,
    }
    if id:
        envelope["id"] = id
    if correlation_id:
        envelope["correlation_id"] = correlation_id
    return StructuredAction(
        verb=reading.command.verb,
        noun=reading.command.noun,
        modifiers=reading.modifiers,
        parameters=reading.parameters,
        **envelope,
    )
