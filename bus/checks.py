"""What every transport asks of a message before it takes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bus.errors import BadMessage
from bus.subjects import is_name

if TYPE_CHECKING:
    from bus.message import Message

LONGEST_ID = 200
LONGEST_REASON = 2000
LONGEST_BODY = 4 * 1024 * 1024

_HEADER = re.compile(r"[A-Za-z0-9_-]+")
_OURS = ("swarm-", "nats-")
_SUBJECT = re.compile(r"[^\s.*>]+(\.[^\s.*>]+)*")


def check(message: Message) -> Message:
    """Give the message back when every transport can carry it unchanged.

    Raises:
        BadMessage: it cannot be carried; says which part is wrong and why.

    """
    if not _SUBJECT.fullmatch(message.subject):
        raise BadMessage(f"{message.subject!r} is no subject to publish on")
    if not message.id or len(message.id) > LONGEST_ID:
        raise BadMessage(f"a message id has 1 to {LONGEST_ID} characters")
    if not is_name(message.correlation_id):
        raise BadMessage(f"{message.correlation_id!r} is no correlation id")
    _check_body(message.body)
    _check_headers(message)
    return message


def _check_body(body: str) -> None:
    try:
        size = len(body.encode())
    except UnicodeEncodeError as error:
        raise BadMessage(f"the body is no text: {error}") from error
    if size > LONGEST_BODY:
        raise BadMessage(f"the body has {size} bytes, more than {LONGEST_BODY}")


def one_line(reason: str) -> str:
    """Bring a reason into a form that fits into headers and lists."""
    return " ".join(reason.split())[:LONGEST_REASON]


def _check_headers(message: Message) -> None:
    for key in message.headers:
        if not _HEADER.fullmatch(key) or key.lower().startswith(_OURS):
            raise BadMessage(f"{key!r} is no name for a header of your own")
    for value in _one_liners(message):
        if value != value.strip() or not value.isprintable():
            raise BadMessage(f"{value!r} does not fit on one line of a header")


def _one_liners(message: Message) -> list[str]:
    return [
        message.id,
        message.causation_id,
        message.actor,
        message.reply_to,
        *message.headers.values(),
    ]
