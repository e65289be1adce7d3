"""What a command does outside once it is recorded, and before it is answered.

A handler only says what is to be done. It is done after the commit and before the
message is acked: whoever is killed in between does it again, so it must be harmless to
repeat. The answer is what came of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from commands.protocol.result import Result

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    Effect = Callable[[Mapping[str, Any]], Awaitable[Result]]
    Effects = Mapping[str, Effect]

EFFECT = "effect"


def after(effect: str, message: str, **facts: Any) -> Result:
    """Say what is to be done after the record, with the facts it needs."""
    return Result(success=True, message=message, data={EFFECT: effect, **facts})


def effect_of(result: Result, effects: Effects) -> Effect | None:
    """Find what is to be done after this result, if anything is."""
    return effects.get(str(result.data.get(EFFECT, ""))) if result.success else None
