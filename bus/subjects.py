"""Every subject and every stream name of the bus is spelled here and nowhere else.

`docs/reference/subjects.md` describes them. A tenant, an instance, an aggregate and
so on is one token of a subject: letters, digits, `-` and `_`, so that no name can
reach into another's subjects.
"""

from __future__ import annotations

import re
from hashlib import sha256

from bus.errors import BadMessage

ROOT = "swarm.v1"
DEFAULT_TENANT = "default"
LONGEST_NAME = 128

_NAME = re.compile(r"[A-Za-z0-9_-]+")


def name(value: str, meaning: str = "name") -> str:
    """Give the name back when it may stand in a subject.

    Raises:
        BadMessage: it may not; `meaning` says in the message what it was to name.

    """
    if len(value) > LONGEST_NAME or not _NAME.fullmatch(value):
        raise BadMessage(
            f"{value[:LONGEST_NAME]!r} is no {meaning}: use 1 to {LONGEST_NAME} letters, "
            "digits, '-' or '_'"
        )
    return value


def is_name(value: str) -> bool:
    """Tell whether the value may stand in a subject as one token."""
    return len(value) <= LONGEST_NAME and _NAME.fullmatch(value) is not None


def token(value: str) -> str:
    """Make any text a name: itself where it is one, else a digest of it."""
    return value if is_name(value) else sha256(value.encode()).hexdigest()[:32]


def action(tenant: str, verb: str, noun: str) -> str:
    """Spell where the action `verb noun` is published."""
    return f"{_of(tenant)}.action.{name(verb, 'verb')}.{name(noun, 'noun')}"


def actions(tenant: str) -> str:
    """Spell the subject of all actions."""
    return f"{_of(tenant)}.action.>"


def command(tenant: str) -> str:
    """Spell where a line of plain text may be sent."""
    return f"{_of(tenant)}.command"


def event(tenant: str, kind: str, aggregate_id: str, event_name: str) -> str:
    """Spell where an event of an aggregate is published."""
    return (
        f"{_of(tenant)}.event.{name(kind, 'kind of aggregate')}"
        f".{name(aggregate_id, 'aggregate id')}.{name(event_name, 'event name')}"
    )


def events(tenant: str) -> str:
    """Spell the subject of all events."""
    return f"{_of(tenant)}.event.>"


def result(tenant: str, correlation_id: str) -> str:
    """Spell where the results of a correlation are published."""
    return f"{_of(tenant)}.result.{name(correlation_id, 'correlation id')}"


def log(tenant: str, instance: str) -> str:
    """Spell where the output of an instance is published."""
    return f"{_of(tenant)}.log.{name(instance, 'instance')}"


def dead_letter(tenant: str, subject: str) -> str:
    """Spell where a message that came on `subject` is kept after a rejection."""
    own = f"{_of(tenant)}."
    tail = subject[len(own) :] if subject.startswith(own) else "unknown"
    return f"{own}dead.{tail}"


def dead_letters(tenant: str) -> str:
    """Spell the subject of all dead letters."""
    return f"{_of(tenant)}.dead.>"


def stream(title: str, tenant: str) -> str:
    """Name a stream: its title, with the tenant behind it unless it is the default."""
    return title if tenant == DEFAULT_TENANT else f"{title}_{name(tenant, 'tenant')}"


def _of(tenant: str) -> str:
    return f"{ROOT}.{name(tenant, 'tenant')}"
