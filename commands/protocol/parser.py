"""Text in, StructuredAction out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.protocol import canonical
from commands.protocol.action import StructuredAction
from commands.protocol.errors import ProtocolError
from commands.protocol.lexicon import Lexicon, default_lexicon
from commands.protocol.quoting import words_of
from commands.protocol.validation import complaint_of

if TYPE_CHECKING:
    from commands.protocol.canonical import Reading


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


def read(text: str, lexicon: Lexicon) -> Reading:
    """Understand one line without making an action of it.

    Raises:
        ProtocolError: it is not a command.

    """
    words = words_of(text)
    try:
        reading = canonical.read(words, lexicon)
    except ProtocolError as error:
        example = lexicon.entries[words[0].raw, words[1].raw].command.examples[0].text
        raise ProtocolError(error.message, error.position, (example,)) from None
    if reading is None:
        from commands.protocol.sentence import understand

        reading = understand(text, words, lexicon)
    entry = lexicon.entries[reading.command.verb, reading.command.noun]
    complaint = complaint_of(entry, reading.modifiers, reading.parameters)
    if complaint:
        example = reading.command.examples[0].text
        raise ProtocolError(complaint, len(text.rstrip()), (example,))
    return reading
