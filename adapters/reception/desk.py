"""One line in, one answer out, whatever door the line comes through."""

from __future__ import annotations

import getpass
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.reception.many import ask_all
from adapters.reception.members import instances_meant, unknown_instance
from bus import subjects
from bus.errors import BusUnavailable, NoAnswer
from bus.message import Message, new_id
from commands.protocol.errors import ProtocolError
from commands.protocol.result import Result
from commands.protocol.vocabulary import COMMANDS
from commands.protocol.vocabulary.declaration import READERS
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from typing import Callable

    from adapters.reception.letters import BusLetters
    from bus.ports import Answers
    from commands.protocol.action import StructuredAction
    from commands.protocol.vocabulary import Command
    from domain.board import Board

    Query = Callable[[StructuredAction], Awaitable[Result]]

ANSWER_S = 60.0
# A person at this machine may do what an operator may; what the house says to itself
# is not for doors.
ROLES = frozenset({"viewer", "operator", "admin"})

_DECLARED = {(command.verb, command.noun): command for command in COMMANDS}


class Reception:
    """Understands a line, answers queries, sends commands on and waits for answers.

    The swarm of the board is meant where a line names none. `bus` carries a command
    to the processor and the answer back.
    """

    def __init__(
        self,
        *,
        board: Board,
        tenant: str,
        bus: Answers,
        query: Query,
        letters: BusLetters,
    ) -> None:
        self._board = board
        self._tenant = tenant
        self._bus = bus
        self._query = query
        self._letters = letters
        self._actor = f"{getpass.getuser()}@local"

    async def line(self, text: str) -> str:
        """Answer a line that came through the local door."""
        return await self.message(
            Message(subject="", body=text, correlation_id=new_id(), actor=self._actor)
        )

    async def message(self, message: Message) -> str:
        """Answer a message whose body is a line of text; the answer is JSON."""
        try:
            result = await self._receive(message)
        except ProtocolError as error:
            result = Result.refused(str(error), suggestions=list(error.suggestions))
        except Refused as refusal:
            result = Result.refused(str(refusal))
        except NoAnswer:
            result = Result.refused(
                "it was accepted, but is not done yet: ask for the status later"
            )
        except BusUnavailable as away:
            result = Result.refused(f"it was not accepted: {away}; try again")
        if not result.correlation_id:
            result = replace(result, correlation_id=message.correlation_id)
        return result.to_json()

    async def _receive(self, message: Message) -> Result:
        # Here, because it brings pydantic: the first agents start without it.
        from commands.protocol.parser import parse

        action = self._complete(
            parse(
                message.body,
                source="door",
                actor=message.actor or self._actor,
                id=message.id,
                correlation_id=message.correlation_id,
            )
        )
        command = _DECLARED[(action.verb, action.noun)]
        if not ROLES & set(command.roles):
            return Result.refused(
                f"'{command.name}' is what the swarm says to itself: "
                f"it takes the role {' or '.join(command.roles)}"
            )
        self._check_instance(command, action)
        if command.many:
            members = await self._members(command, action)
            return await ask_all(action, command, members, self._ask)
        return await self._ask(action, ANSWER_S)

    async def _ask(self, action: StructuredAction, timeout_s: float) -> Result:
        """Get the answer to one action: read what only reads, send all else on."""
        if _DECLARED[(action.verb, action.noun)].roles == READERS:
            return await self._query(action)
        answer = await self._bus.request(
            Message(
                subject=subjects.action(self._tenant, action.verb, action.noun),
                body=action.to_text(),
                id=action.id,
                correlation_id=action.correlation_id,
                causation_id=action.causation_id,
                actor=action.actor,
            ),
            timeout_s,
        )
        return Result.from_json(answer.body)

    async def _members(
        self, command: Command, action: StructuredAction
    ) -> Sequence[str]:
        if command.each == "message":
            return [letter.id for letter in await self._letters.all()]
        swarm = str(action.parameters.get("swarm", ""))
        if swarm != self._board.swarm:
            raise Refused(f"swarm {swarm} does not run here: {self._board.swarm} does")
        return instances_meant(self._board, command, action)

    def _check_instance(self, command: Command, action: StructuredAction) -> None:
        """Refuse a name that no instance bears, with those it may have meant."""
        ours = action.parameters.get("swarm") == self._board.swarm
        if ours and command.noun == "instance" and "id" in action.parameters:
            wrong = unknown_instance(self._board, str(action.parameters["id"]))
            if wrong:
                raise Refused(wrong)

    def _complete(self, action: StructuredAction) -> StructuredAction:
        """Say which swarm is meant, where the line leaves it open."""
        missing = self._missing(_DECLARED[(action.verb, action.noun)], action)
        if not missing:
            return action
        return action.model_copy(
            update={"parameters": {**action.parameters, missing: self._board.swarm}}
        )

    def _missing(self, command: Command, action: StructuredAction) -> str:
        name = "id" if command.noun == "swarm" else "swarm"
        declared = command.parameter(name) is not None
        return name if declared and not action.parameters.get(name) else ""
