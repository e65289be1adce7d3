"""Messages as spores: Markdown for people, with the message in a fenced YAML block."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from bus import subjects
from bus.errors import BadMessage
from bus.message import Message
from bus.spores import yaml_subset

LONGEST_TITLE = 120

_FENCE = re.compile(r"^(?P<fence>`{3,})ya?ml[ ]*$", re.MULTILINE)


def to_text(message: Message) -> str:
    """Write a message as a spore."""
    block = yaml_subset.dump(
        {
            "id": message.id,
            "subject": message.subject,
            "sent_at": message.sent_at.isoformat(),
            "correlation_id": message.correlation_id,
            "causation_id": message.causation_id,
            "actor": message.actor,
            "reply_to": message.reply_to,
            "headers": dict(message.headers),
            "body": message.body,
        }
    )
    fence = _fence_for(block)
    about = "\n".join(
        f"- {key}: {value}" for key, value in _about(message).items() if value
    )
    return f"# {_title(message)}\n\n{about}\n\n{fence}yaml\n{block}{fence}\n"


def is_spore(text: str) -> bool:
    """Tell whether the text has a YAML block, whole or not."""
    return _FENCE.search(_plain(text)) is not None


def from_text(text: str, *, fallback_id: str) -> Message:
    """Read a spore. `fallback_id` is for those that people wrote without an id.

    Raises:
        BadMessage: it is broken; says what is missing.

    """
    try:
        content = yaml_subset.load(_block(_plain(text)))
    except ValueError as error:
        raise BadMessage(f"the spore is broken: {error}") from error
    headers = content.get("headers") or {}
    texts = {key: value for key, value in content.items() if isinstance(value, str)}
    for key in ("subject", "body"):
        if key not in texts:
            raise BadMessage(f"the spore is broken: its YAML block has no '{key}'")
    message_id = texts.get("id") or fallback_id
    return Message(
        subject=texts["subject"],
        body=texts["body"],
        id=message_id,
        correlation_id=subjects.token(texts.get("correlation_id") or message_id),
        causation_id=texts.get("causation_id", ""),
        actor=texts.get("actor", ""),
        sent_at=_moment(texts.get("sent_at", "")),
        reply_to=texts.get("reply_to", ""),
        headers=headers if isinstance(headers, dict) else {},
    )


def _about(message: Message) -> dict[str, str]:
    at = message.sent_at.astimezone(timezone.utc)
    return {
        "from": message.actor,
        "at": f"{at:%Y-%m-%d %H:%M:%S} UTC",
        "to": message.subject,
        "id": message.id,
        "correlation": message.correlation_id,
        "because of": message.causation_id,
    }


def _title(message: Message) -> str:
    line, *more = message.body.strip().splitlines() or [""]
    return (message.subject if more or not line else line)[:LONGEST_TITLE]


def _fence_for(block: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`+", block)), default=0)
    return "`" * max(3, longest + 1)


def _plain(text: str) -> str:
    """Undo what editors add: the line ends of Windows and a byte order mark."""
    return text.replace("\r\n", "\n").lstrip("\ufeff")


def _block(text: str) -> str:
    start = _FENCE.search(text)
    if start is None:
        raise ValueError("it has no YAML block")
    inside = text[start.end() + 1 :]
    end = re.search(rf"^{start['fence']}[ ]*$", inside, re.MULTILINE)
    if end is None:
        raise ValueError("its YAML block has no end, so it may be cut off")
    return inside[: end.start()]


def _moment(text: str) -> datetime:
    if not text:
        return datetime.now(tz=timezone.utc)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadMessage(f"the spore is broken: {text!r} is no time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
