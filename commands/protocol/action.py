"""The models of the text protocol: what is asked, what came of it, what is wrong."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


def _new_id() -> str:
    return os.urandom(16).hex()


def _now() -> datetime:
    return datetime.now(tz=timezone.utc)


class StructuredAction(BaseModel):
    """One command, understood: verb, noun, modifiers, parameters, and its lineage.

    Two actions are equal when they ask for the same thing: verb, noun, modifiers and
    parameters. `id` makes it idempotent, `correlation_id` ties all that follows from
    one request together, `causation_id` is the id of what led to it.
    """

    model_config = ConfigDict(frozen=True)

    verb: str
    noun: str
    modifiers: tuple[str, ...] = ()
    parameters: dict[str, Any] = Field(default_factory=dict)
    id: str = Field(default_factory=_new_id)
    correlation_id: str = Field(default_factory=_new_id)
    causation_id: str = ""
    source: str = "cli"
    actor: str = ""
    at: datetime = Field(default_factory=_now)

    @property
    def name(self) -> str:
        """Verb and noun as they are written."""
        return f"{self.verb} {self.noun}"

    def to_text(self) -> str:
        """Write the canonical line; parsing it gives an equal action."""
        from commands.protocol.canonical import write

        return write(self.verb, self.noun, self.modifiers, self.parameters)

    def value(self, name: str) -> Any:
        """Give a parameter as it was said, or else what the command declares."""
        if name in self.parameters:
            return self.parameters[name]
        from commands.protocol.lexicon import default_lexicon

        command = default_lexicon().command(self.verb, self.noun)
        declared = command.parameter(name) if command else None
        return declared.default if declared else None

    def __eq__(self, other: object) -> bool:
        """Compare what is asked for, not ids and times."""
        if not isinstance(other, StructuredAction):
            return NotImplemented
        return (
            self.verb == other.verb
            and self.noun == other.noun
            and self.modifiers == other.modifiers
            and self.parameters == other.parameters
        )

    def __hash__(self) -> int:
        """Hash what is asked for."""
        return hash((self.verb, self.noun, self.modifiers))


class ActionResult(BaseModel):
    """What came of an action; `message` is one sentence for a person.

    `data` is plain JSON, `side_effects` are sentences on what changed outside,
    `execution_time_s` is in seconds.
    """

    model_config = ConfigDict(frozen=True)

    success: bool
    message: str
    data: dict[str, Any] = Field(default_factory=dict)
    side_effects: tuple[str, ...] = ()
    execution_time_s: float = 0.0
    correlation_id: str = ""

    @classmethod
    def ok(cls, message: str, **data: Any) -> ActionResult:
        """Say that it was done."""
        return cls(success=True, message=message, data=data)

    @classmethod
    def refused(cls, message: str, **data: Any) -> ActionResult:
        """Say that it was not done, and why."""
        return cls(success=False, message=message, data=data)

    def to_json(self) -> str:
        """Write it as an indented JSON object, which is how it travels."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str) -> ActionResult:
        """Read what `to_json` wrote."""
        return cls.model_validate_json(text)

    def to_text(self) -> str:
        """Write it for a person; see `docs/reference/protocol.md` for the format."""
        from commands.protocol.response import write

        return write(self)


class ValidationResult(BaseModel):
    """Whether an action is fit to be executed; `errors` are sentences."""

    model_config = ConfigDict(frozen=True)

    valid: bool
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether it is valid."""
        return self.valid
