"""One command to many: sent together, answered apart, gathered within a time limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import anyio

from bus.errors import BusUnavailable, NoAnswer
from commands.protocol.lexicon import default_lexicon
from commands.protocol.result import Result
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from typing import Callable

    from commands.protocol.action import StructuredAction
    from commands.protocol.vocabulary import Command

    Ask = Callable[[StructuredAction, float], Awaitable[Result]]


# How long answers are waited for where a command does not say.
TIMEOUT_S = 10.0


def one_of(parent: StructuredAction, command: Command, member: str) -> StructuredAction:
    """Make the action for one member: always the same for the same parent and member.

    It keeps what the command for one understands of modifiers and parameters, and
    belongs to the parent's correlation.
    """
    from commands.protocol.action import StructuredAction

    single = default_lexicon().command(parent.verb, command.each)
    if single is None:
        raise LookupError(f"'{command.name}' has no command for one {command.each}")
    names = {one.name for one in single.modifiers}
    kept = {k: v for k, v in parent.parameters.items() if single.parameter(k)}
    key = f"many\x1f{parent.id}\x1f{single.verb}\x1f{single.noun}\x1f{member}"
    return StructuredAction(
        verb=single.verb,
        noun=single.noun,
        modifiers=tuple(name for name in parent.modifiers if name in names),
        parameters={"id": member, **kept},
        id=uuid5(NAMESPACE_URL, key).hex,
        correlation_id=parent.correlation_id,
        causation_id=parent.id,
        source=parent.source,
        actor=parent.actor,
    )


async def ask_all(
    parent: StructuredAction, command: Command, members: Sequence[str], ask: Ask
) -> Result:
    """Ask every member at the same time, and tell who answered what.

    `ask` answers one action within so many seconds; what takes longer is cut off.
    """
    gathered = Gathered(tuple(members))
    said = parent.value("timeout")
    timeout_s = TIMEOUT_S if said is None else float(said)

    async def ask_one(member: str) -> None:
        try:
            found = await ask(one_of(parent, command, member), timeout_s)
        except NoAnswer:
            return
        except Refused as refusal:
            found = Result.refused(str(refusal))
        except BusUnavailable as away:
            gathered.silence[member] = str(away)
            return
        gathered.answers[member] = found

    with anyio.move_on_after(timeout_s):
        async with anyio.create_task_group() as group:
            for member in members:
                group.start_soon(ask_one, member)
    return gathered.result(command, timeout_s)


@dataclass
class Gathered:
    """The answers of the members that gave one; `silence` is why others could not."""

    members: tuple[str, ...]
    answers: dict[str, Result] = field(default_factory=dict)
    silence: dict[str, str] = field(default_factory=dict)

    def result(self, command: Command, timeout_s: float) -> Result:
        """Put the answers together; a success if all answered and succeeded."""
        if not self.members:
            return Result.ok(
                f"there is no {command.each} that '{command.name}' is for",
                answered={},
                silent=[],
            )
        silent = [name for name in self.members if name not in self.answers]
        data: dict[str, Any] = {
            "answered": {
                name: {
                    "success": self.answers[name].success,
                    "message": self.answers[name].message,
                    "data": self.answers[name].data,
                }
                for name in self.members
                if name in self.answers
            },
            "silent": silent,
        }
        refused = [name for name, said in self.answers.items() if not said.success]
        return Result(
            success=not silent and not refused,
            message="\n".join(self._lines(silent, refused, timeout_s)),
            data=data,
        )

    def _lines(
        self, silent: Sequence[str], refused: Sequence[str], timeout_s: float
    ) -> list[str]:
        head = f"{len(self.answers)} of {len(self.members)} answered"
        if refused:
            names = (name for name in self.members if name in refused)
            head += f", {len(refused)} refused ({', '.join(names)})"
        if silent:
            head += f"; no answer within {timeout_s:g} s from {', '.join(silent)}"
        lines = [head]
        for name in self.members:
            if name in self.answers:
                said = self.answers[name]
                mark = "" if said.success else "refused: "
                lines.append(f"  {name}: {mark}{said.message}")
            else:
                why = self.silence.get(name, "no answer; it may still be done")
                lines.append(f"  {name}: {why}")
        return lines
