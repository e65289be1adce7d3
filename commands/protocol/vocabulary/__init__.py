"""The vocabulary: every command there is, as data. One module per area."""

from __future__ import annotations

from commands.protocol.vocabulary import (
    instance,
    integration,
    message,
    repository,
    swarm,
    task,
)
from commands.protocol.vocabulary.declaration import (
    Command,
    Example,
    Modifier,
    Parameter,
)

COMMANDS: tuple[Command, ...] = (
    *swarm.COMMANDS,
    *task.COMMANDS,
    *instance.COMMANDS,
    *integration.COMMANDS,
    *repository.COMMANDS,
    *message.COMMANDS,
)

__all__ = ["COMMANDS", "Command", "Example", "Modifier", "Parameter"]
