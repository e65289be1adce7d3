"""The envelope: what every message carries, whatever transport takes it along."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from bus import subjects

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def new_id() -> str:
    """Make a fresh message or correlation id."""
    return uuid4().hex


@dataclass(frozen=True)
class Message:
    """One readable message.

    `body` is text a person can read: of an action the command line itself, of an
    event or an answer an indented JSON object. `id` is what makes the message
    idempotent: a transport stores a message with an id it has seen only once, where
    it can, and the inbox of the event store does so for ever. A message that belongs
    to no correlation begins its own, named after its id.
    """

    subject: str
    body: str
    id: str = field(default_factory=new_id)
    correlation_id: str = ""
    causation_id: str = ""
    actor: str = ""
    sent_at: datetime = field(default_factory=lambda: datetime.now(tz=timezone.utc))
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)

    def __post_init__(self) -> None:
        if not self.correlation_id:
            object.__setattr__(self, "correlation_id", subjects.token(self.id))


def answer_to(question: Message, body: str, *, tenant: str) -> Message:
    """Make the answer to a question, addressed to its correlation's result."""
    return Message(
        subject=subjects.result(tenant, question.correlation_id),
        body=body,
        correlation_id=question.correlation_id,
        causation_id=question.id,
    )
