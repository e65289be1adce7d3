"""Sentences: lines that are not canonical but mean a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.errors import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands.protocol.canonical import Reading
    from commands.protocol.lexicon import Lexicon
    from commands.protocol.quoting import Word


def understand(words: Sequence[Word], lexicon: Lexicon) -> Reading:
    """Understand a sentence.

    Raises:
        ProtocolError: it means no command.

    """
    first = words[0].raw if words else ""
    near = [one.name for one in lexicon.commands if one.verb == first][:3]
    raise ProtocolError(
        f"{first!r} begins no command" if words else "the line is empty",
        suggestions=tuple(near),
    )
