"""The text protocol as one component: text in, text out."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, Callable

from commands.errors import CommandError
from commands.protocol.action import ActionResult, StructuredAction, ValidationResult
from commands.protocol.errors import ProtocolError
from commands.protocol.guide import help_text
from commands.protocol.lexicon import Lexicon, default_lexicon
from commands.protocol.parser import parse
from commands.protocol.validation import complaints_of
from domain.errors import DomainError
from domain.reflection import HealthIndicator, ReflectiveModule

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    Execute = Callable[[StructuredAction], Awaitable[ActionResult]]

HELP = "help"
_NOT_CONNECTED = "nothing is connected that could carry out commands"


class TextProtocolHandler(ReflectiveModule):
    """Parses, validates, executes and answers lines of text.

    `execute` carries an action out; `timer` tells seconds and only measures.
    """

    name = "text-protocol"

    def __init__(
        self,
        execute: Execute | None = None,
        *,
        lexicon: Lexicon | None = None,
        timer: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__()
        self._execute = execute
        self._lexicon = lexicon or default_lexicon()
        self._timer = timer
        self._counts = dict.fromkeys(("parsed", "misunderstood", "done", "refused"), 0)
        self._busy_s = 0.0
        if execute is None:
            self.degrade("execution", _NOT_CONNECTED)

    def parse_command(self, text: str, **envelope: Any) -> StructuredAction:
        """Understand a line; `envelope` is what `parse` takes beside it.

        Raises:
            ProtocolError: it is not a command.

        """
        try:
            action = parse(text, lexicon=self._lexicon, **envelope)
        except ProtocolError:
            self._counts["misunderstood"] += 1
            raise
        self._counts["parsed"] += 1
        return action

    def validate_command(self, action: StructuredAction) -> ValidationResult:
        """Check an action that may have been made without parsing a line."""
        entry = self._lexicon.entries.get((action.verb, action.noun))
        if entry is None:
            return ValidationResult(
                valid=False,
                errors=(f"there is no command `{action.name}`",),
                suggestions=self._near(action.name),
            )
        errors = complaints_of(entry, action.modifiers, action.parameters)
        example = entry.command.examples[0].text
        return ValidationResult(
            valid=not errors, errors=errors, suggestions=(example,) if errors else ()
        )

    async def execute_action(self, action: StructuredAction) -> ActionResult:
        """Carry an action out; what is refused on the way is a result, too."""
        began = self._timer()
        result = await self._attempt(action)
        elapsed = self._timer() - began
        self._busy_s += elapsed
        self._counts["done" if result.success else "refused"] += 1
        return result.model_copy(
            update={
                "execution_time_s": result.execution_time_s or elapsed,
                "correlation_id": result.correlation_id or action.correlation_id,
            }
        )

    async def _attempt(self, action: StructuredAction) -> ActionResult:
        checked = self.validate_command(action)
        if not checked:
            return ActionResult.refused(
                "; ".join(checked.errors), suggestions=list(checked.suggestions)
            )
        if self._execute is None:
            return ActionResult.refused(_NOT_CONNECTED)
        try:
            return await self._execute(action)
        except (CommandError, DomainError) as error:
            return ActionResult.refused(str(error))

    def format_response(self, result: ActionResult) -> str:
        """Write a result for a person."""
        return result.to_text()

    def get_command_help(self, verb: str = "", noun: str = "") -> str:
        """Explain the grammar, a verb, or one command.

        Raises:
            ProtocolError: there is no such verb or command.

        """
        return help_text(verb, noun, lexicon=self._lexicon)

    async def answer(self, text: str, **envelope: Any) -> str:
        """Answer a line with text, whatever it is; `help …` explains commands."""
        words = text.split()
        try:
            if words[:1] == [HELP]:
                return self.get_command_help(*words[1:3])
            action = self.parse_command(text, **envelope)
        except ProtocolError as error:
            return self.format_response(
                ActionResult.refused(
                    error.sentence, suggestions=list(error.suggestions)
                )
            )
        return self.format_response(await self.execute_action(action))

    def health(self) -> Sequence[HealthIndicator]:
        """Tell whether there is a vocabulary to understand with."""
        count = len(self._lexicon.commands)
        return (HealthIndicator("vocabulary", count > 0, f"{count} commands"),)

    def metrics(self) -> Mapping[str, float]:
        """Count lines and results; `busy_s` is the time spent on carrying out."""
        return {**self._counts, "busy_s": self._busy_s}

    def _near(self, name: str) -> tuple[str, ...]:
        try:
            parse(name, lexicon=self._lexicon)
        except ProtocolError as error:
            return error.suggestions
        return ()
