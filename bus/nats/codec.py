"""Messages as NATS sees them: the body is the payload, the rest are headers."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bus import subjects
from bus.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

ID = "Swarm-Id"
CORRELATION = "Swarm-Correlation-Id"
CAUSATION = "Swarm-Causation-Id"
ACTOR = "Swarm-Actor"
SENT_AT = "Swarm-Sent-At"
REPLY_TO = "Swarm-Reply-To"
DEDUP = "Nats-Msg-Id"

# Answers go to inboxes alone: a sender must not make this process publish where the
# sender itself may not.
INBOX = "_INBOX."

_NOT_OURS_TO_KEEP = ("swarm-", "nats-", "status", "description")


def to_headers(message: Message) -> dict[str, str]:
    """Write the envelope as headers, a new mapping at each call."""
    known = {
        ID: message.id,
        CORRELATION: message.correlation_id,
        CAUSATION: message.causation_id,
        ACTOR: message.actor,
        SENT_AT: message.sent_at.isoformat(),
        REPLY_TO: message.reply_to,
    }
    return {**message.headers, **{key: value for key, value in known.items() if value}}


def from_wire(
    subject: str,
    payload: bytes,
    headers: Mapping[str, str] | None,
    *,
    fallback_id: str,
    stored_at: datetime | None = None,
) -> Message:
    """Read a message, from senders that know nothing of our headers too."""
    given = headers or {}
    message_id = given.get(ID) or given.get(DEDUP) or fallback_id
    reply_to = given.get(REPLY_TO, "")
    return Message(
        subject=subject,
        body=payload.decode("utf-8", "replace"),
        id=message_id,
        correlation_id=subjects.token(given.get(CORRELATION) or message_id),
        causation_id=given.get(CAUSATION, ""),
        actor=given.get(ACTOR, ""),
        sent_at=_moment(given.get(SENT_AT, "")) or stored_at or _now(),
        reply_to=reply_to if reply_to.startswith(INBOX) else "",
        headers={
            key: value
            for key, value in given.items()
            if not key.lower().startswith(_NOT_OURS_TO_KEEP)
        },
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _now() -> datetime:
    return datetime.now(tz=timezone.utc)
