"""Commands on messages and on the way they travel."""

from __future__ import annotations

from commands.protocol.vocabulary.common import (
    ALL,
    BECAUSE,
    THE_REASON,
    TIMEOUT,
    the_id,
)
from commands.protocol.vocabulary.declaration import (
    READERS,
    Command,
    Example,
    Modifier,
    Parameter,
)

_ID = the_id("message")
_DEAD = Modifier(
    "failed", "only dead letters", ("dead", "rejected", "undelivered", "dead letter")
)

COMMANDS = (
    Command(
        "list",
        "messages",
        "Lists messages: who sent them, when, what became of them.",
        (
            Example("list messages failed", ("failed",)),
            Example("list dead messages", ("failed",)),
            Example("show all dead letters", ("all", "failed")),
        ),
        modifiers=(ALL, _DEAD),
        synonyms=("show", "status"),
        roles=READERS,
    ),
    Command(
        "show",
        "message",
        "Shows one message in full, with the reason if it is dead.",
        (
            Example("show message 7f3a", parameters={"id": "7f3a"}),
            Example("explain message 7f3a", parameters={"id": "7f3a"}),
        ),
        parameters=(_ID,),
        synonyms=("explain", "status"),
        roles=READERS,
    ),
    Command(
        "retry",
        "message",
        "Sends one dead message again, under its own id.",
        (Example("retry message 7f3a", parameters={"id": "7f3a"}),),
        parameters=(_ID,),
    ),
    Command(
        "retry",
        "messages",
        "Sends dead messages again, each under its own id.",
        (
            Example("retry failed messages", ("failed",)),
            Example("please replay all dead messages", ("all", "failed")),
        ),
        parameters=(TIMEOUT,),
        modifiers=(ALL, _DEAD),
        many=True,
        each="message",
    ),
    Command(
        "drop",
        "message",
        "Removes one dead message; message and reason stay in the audit trail.",
        (
            Example(
                'drop message 7f3a because="its swarm is gone"',
                parameters={"id": "7f3a", "because": "its swarm is gone"},
            ),
        ),
        parameters=(_ID, THE_REASON),
        synonyms=("delete", "discard", "remove"),
    ),
    Command(
        "switch",
        "protocol",
        "Changes the transport that messages take.",
        (
            Example("switch protocol backup", parameters={"to": "backup"}),
            Example("switch to the backup protocol", parameters={"to": "backup"}),
        ),
        parameters=(
            Parameter(
                "to",
                "text",
                "the transport: `backup` is the spores, `primary` what was configured",
                positional=True,
                required=True,
                choices=("primary", "backup", "auto", "nats", "spores", "memory"),
            ),
            BECAUSE,
        ),
    ),
)
