"""Text in, Reading out: all of understanding that needs no models (and no pydantic)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol import canonical
from commands.protocol.errors import ProtocolError
from commands.protocol.quoting import words_of
from commands.protocol.validation import complaint_of

if TYPE_CHECKING:
    from commands.protocol.canonical import Reading
    from commands.protocol.lexicon import Lexicon


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
