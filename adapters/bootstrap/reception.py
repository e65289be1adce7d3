"""Where lines of text from outside are received, whatever door they come through."""

from __future__ import annotations

import getpass
from functools import partial
from typing import TYPE_CHECKING

from anyio import to_thread

from bus import subjects
from bus.errors import BusUnavailable, NoAnswer
from bus.message import Message, new_id
from commands.protocol.action import ActionResult
from commands.protocol.errors import ProtocolError
from commands.protocol.parser import parse
from commands.protocol.vocabulary import COMMANDS

if TYPE_CHECKING:
    from typing import Callable

    from bus.ports import Transport
    from commands.protocol.action import StructuredAction
    from commands.protocol.vocabulary import Command

    Query = Callable[[StructuredAction], ActionResult]

ANSWER_S = 60.0
# A person at this machine may do what an operator may; what the house says to itself
# is not for doors.
ROLES = frozenset({"viewer", "operator", "admin"})

_DECLARED = {(command.verb, command.noun): command for command in COMMANDS}


class Reception:
    """Understands a line, answers queries, sends commands on and waits for answers.

    `swarm` is the campaign that is meant where a line names none.
    """

    def __init__(
        self, *, swarm: str, tenant: str, bus: Transport, query: Query
    ) -> None:
        self._swarm = swarm
        self._tenant = tenant
        self._bus = bus
        self._query = query
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
            result = ActionResult.refused(
                str(error), suggestions=list(error.suggestions)
            )
        except NoAnswer:
            result = ActionResult.refused(
                "it was accepted, but is not done yet: ask for the status later"
            )
        except BusUnavailable as away:
            result = ActionResult.refused(f"it was not accepted: {away}; try again")
        if not result.correlation_id:
            result = result.model_copy(
                update={"correlation_id": message.correlation_id}
            )
        return result.to_json()

    async def _receive(self, message: Message) -> ActionResult:
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
            return ActionResult.refused(
                f"'{command.name}' is what the swarm says to itself: "
                f"it takes the role {' or '.join(command.roles)}"
            )
        if action.verb == "status":
            return await to_thread.run_sync(partial(self._query, action))
        answer = await self._bus.request(
            Message(
                subject=subjects.action(self._tenant, action.verb, action.noun),
                body=action.to_text(),
                id=action.id,
                correlation_id=action.correlation_id,
                actor=action.actor,
            ),
            ANSWER_S,
        )
        return ActionResult.from_json(answer.body)

    def _complete(self, action: StructuredAction) -> StructuredAction:
        """Say which swarm is meant, where the line leaves it open."""
        missing = self._missing(_DECLARED[(action.verb, action.noun)], action)
        if not missing:
            return action
        return action.model_copy(
            update={"parameters": {**action.parameters, missing: self._swarm}}
        )

    def _missing(self, command: Command, action: StructuredAction) -> str:
        name = "id" if command.noun == "swarm" else "swarm"
        declared = command.parameter(name) is not None
        return name if declared and not action.parameters.get(name) else ""
