"""Dead letters as people see them: listed, shown, sent again, dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import from_thread

from commands.handlers.messages import DROP, RETRY
from commands.ports import Letter
from commands.protocol.result import Result
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from bus.ports import DeadLetter, DeadLetters
    from commands.effects import Effects

# So many are looked through for an id, and so many are listed.
MOST = 20_000
LISTED = 50
SHORTEST_ID = 8
WIDEST_LINE = 100


class BusLetters:
    """The port Letters on the bus, and what is done with them."""

    def __init__(self, bus: DeadLetters) -> None:
        self._bus = bus

    @property
    def effects(self) -> Effects:
        """What is done after a command on dead messages was recorded."""
        return {RETRY: self._retry, DROP: self._drop}

    def find(self, name: str) -> Letter:
        """Find a letter from a worker thread of the event loop.

        Raises:
            Refused: there is none, or there are several.

        """
        return pick(from_thread.run(self.all), name)

    async def all(self) -> Sequence[Letter]:
        """Give all letters, the oldest first, one for each message."""
        return as_letters(await self._bus.dead_letters(MOST))

    async def _retry(self, facts: Mapping[str, Any]) -> Result:
        name = str(facts["id"])
        if await self._bus.revive(name):
            return Result.ok(f"message {name} was sent again", **_origin(facts))
        return Result.ok(f"message {name} was sent again before", id=name)

    async def _drop(self, facts: Mapping[str, Any]) -> Result:
        name = str(facts["id"])
        await self._bus.discard(name)
        return Result.ok(
            f"message {name} was dropped: what it said and why it died stays in the "
            "action log",
            **_origin(facts),
        )


def as_letters(found: Iterable[DeadLetter]) -> Sequence[Letter]:
    """Give what lies on the bus as letters, one for each message, in the same order."""
    return list({letter.id: letter for letter in map(_letter, found)}.values())


def pick(letters: Sequence[Letter], name: str) -> Letter:
    """Find the letter with this id, or the only one whose id begins so.

    Raises:
        Refused: there is none, or there are several.

    """
    exact = [letter for letter in letters if letter.id == name]
    found = exact or [letter for letter in letters if letter.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            f"there is no dead message {name}: 'list dead messages' tells which there are"
        )
    some = ", ".join(letter.id for letter in found[:5])
    raise Refused(f"{len(found)} dead messages begin with {name}: {some} …")


def told_list(letters: Sequence[Letter]) -> Result:
    """List dead messages, one line each, with the shortest ids that tell them apart."""
    data = {"messages": [as_data(letter) for letter in letters]}
    if not letters:
        return Result.ok("there are no dead messages", **data)
    ids = [letter.id for letter in letters]
    lines = [f"{len(letters)} dead message{'s' if len(letters) > 1 else ''}"]
    for letter in letters[:LISTED]:
        lines.append(f"  {short(letter.id, ids)}  {_first_line(letter.text)}")
        tries = "1 try" if letter.tries == 1 else f"{letter.tries} tries"
        lines.append(f"    {letter.reason} ({tries}, from {_sender(letter)})")
    if len(letters) > LISTED:
        lines.append(f"  and {len(letters) - LISTED} more")
    return Result.ok("\n".join(lines), **data)


def told(letter: Letter) -> Result:
    """Tell all about one dead message."""
    lines = (
        f"message {letter.id} is dead: {letter.reason}",
        f"  text: {letter.text.strip()}",
        f"  tries: {letter.tries}",
        f"  died: {letter.at:%Y-%m-%d %H:%M:%S} UTC",
        f"  sent: {letter.sent_at:%Y-%m-%d %H:%M:%S} UTC by {_sender(letter)}",
        f"  correlation: {letter.correlation_id}",
        (
            f"  'retry message {letter.id}' sends it again, 'drop message {letter.id} "
            "because=…' removes it"
        ),
    )
    return Result.ok("\n".join(lines), dead=True, **as_data(letter))


def as_data(letter: Letter) -> dict[str, Any]:
    """Give a letter as plain JSON."""
    return {
        "id": letter.id,
        "text": letter.text,
        "reason": letter.reason,
        "tries": letter.tries,
        "at": letter.at.isoformat(),
        "actor": letter.actor,
        "correlation_id": letter.correlation_id,
        "sent_at": letter.sent_at.isoformat(),
    }


def short(name: str, names: Sequence[str]) -> str:
    """Cut an id down to what no other one begins with."""
    length = min(SHORTEST_ID, len(name))
    while sum(other.startswith(name[:length]) for other in names) > 1:
        if length >= len(name):
            break
        length += 1
    return name[:length]


def _letter(dead: DeadLetter) -> Letter:
    message = dead.message
    return Letter(
        id=message.id,
        text=message.body,
        reason=dead.reason,
        tries=dead.tries,
        at=dead.at,
        actor=message.actor,
        correlation_id=message.correlation_id,
        sent_at=message.sent_at,
    )


def _origin(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: facts[key] for key in ("id", "text", "reason") if key in facts}


def _sender(letter: Letter) -> str:
    return letter.actor or "somebody unnamed"


def _first_line(text: str) -> str:
    lines = text.strip().splitlines() or [""]
    return lines[0][:WIDEST_LINE]
