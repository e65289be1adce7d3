"""Answers what only reads: from the read models, the action log and the dead letters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import to_thread

from adapters.reception.letters import LISTED, pick, short, told, told_list
from adapters.sql.errors import SqlError
from adapters.sql.reading import open_reader
from commands.protocol.result import Result
from domain.errors import Refused
from projections.answers import status
from projections.errors import NotThere
from projections.queries import action_log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from pathlib import Path
    from typing import Callable

    from adapters.reception.letters import BusLetters
    from commands.protocol.action import StructuredAction

    Answer = Callable[[StructuredAction], Awaitable[Result]]

T = TypeVar("T")

# How far back in the action log a message is looked for by its id.
SEARCHED = 10_000


class Queries:
    """The read side as the doors use it.

    `swarm` is the campaign that is meant where a line names none.
    """

    def __init__(self, database: Path, swarm: str, letters: BusLetters) -> None:
        self._database = database
        self._swarm = swarm
        self._letters = letters
        self._by_noun: dict[str, Answer] = {
            "message": self._message,
            "messages": self._messages,
        }

    async def answer(self, action: StructuredAction) -> Result:
        """Answer an action that only reads.

        Raises:
            Refused: it asks for something that is not there, or that cannot be read.

        """
        try:
            return await self._by_noun.get(action.noun, self._status)(action)
        except SqlError as unreadable:
            raise Refused(str(unreadable)) from unreadable

    async def _status(self, action: StructuredAction) -> Result:
        return await _in_thread(self._read_status, action)

    async def _messages(self, action: StructuredAction) -> Result:
        letters = await self._letters.all()
        if "failed" in action.modifiers:
            return told_list(letters)
        done = await _in_thread(self._read_log, LISTED)
        return _told_log(done, dead=len(letters))

    async def _message(self, action: StructuredAction) -> Result:
        name = str(action.parameters["id"])
        try:
            return told(pick(await self._letters.all(), name))
        except Refused:
            done = await _in_thread(self._read_log, SEARCHED)
            found = [row for row in done if str(row["id"]).startswith(name)]
            if len(found) != 1:
                raise
            return _told_done(found[0])

    # ------------------------------------------------------------ in a thread

    def _read_status(self, action: StructuredAction) -> Result:
        noun = action.noun
        name = "" if noun == "swarm" else str(action.parameters.get("id", ""))
        try:
            text, data = status(
                open_reader(self._database),
                noun,
                action.modifiers,
                self._of(action),
                one=name,
                current=self._swarm,
            )
        except NotThere as missing:
            raise Refused(str(missing)) from missing
        return Result.ok(text, **data)

    def _read_log(self, limit: int) -> list[dict[str, Any]]:
        log = action_log(open_reader(self._database), limit=limit)
        found: list[dict[str, Any]] = log["actions"]
        return found

    def _of(self, action: StructuredAction) -> str:
        name = "id" if action.noun == "swarm" else "swarm"
        return str(action.parameters.get(name) or self._swarm)


async def _in_thread(call: Callable[..., T], *arguments: object) -> T:
    """Run a blocking call; whoever cannot wait any longer leaves it behind."""
    return await to_thread.run_sync(partial(call, *arguments), abandon_on_cancel=True)


def _told_log(rows: Sequence[dict[str, Any]], *, dead: int) -> Result:
    ids = [str(row["id"]) for row in rows]
    lines = [
        (
            f"the last {len(rows)} messages, the newest first; "
            f"{dead or 'no'} dead ('list dead messages')"
        )
    ]
    for row in rows:
        mark = "done" if row["success"] else "refused"
        line = " ".join(str(row["text"]).split())[:100]
        who = row["actor"] or "somebody unnamed"
        lines.append(f"  {short(str(row['id']), ids)}  {mark}  {who}  {line}")
    return Result.ok("\n".join(lines), messages=list(rows), dead=dead)


def _told_done(row: dict[str, Any]) -> Result:
    result = row["result"]
    said = result.get("message", "") if isinstance(result, dict) else str(result)
    mark = "was done" if row["success"] else "was refused"
    lines = (
        f"message {row['id']} {mark}: {said}",
        f"  text: {row['text']}",
        f"  received: {row['at']} from {row['actor'] or 'somebody unnamed'}",
        f"  correlation: {row['correlation_id']}",
    )
    return Result.ok("\n".join(lines), **{**row, "dead": False})
