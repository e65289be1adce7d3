"""Which handler answers which verb and noun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from commands.handlers import (
    instances,
    integrations,
    messages,
    swarms,
    syncs,
    tasks,
)
from commands.protocol.canonical import Reading
from commands.protocol.result import Result
from commands.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commands.ports import Letters, Plans

Handler = Callable[[Reading, Work], Result]


def handlers(
    plans: Plans, letters: Letters | None = None
) -> Mapping[tuple[str, str], Handler]:
    """Give the handlers by verb and noun; without letters none for messages."""
    life = swarms.SwarmHandlers(plans)
    return {
        **(_for_messages(letters) if letters is not None else {}),
        ("launch", "swarm"): life.launch,
        ("continue", "swarm"): life.resume_campaign,
        ("pause", "swarm"): swarms.pause,
        ("resume", "swarm"): swarms.resume,
        ("stop", "swarm"): swarms.stop,
        ("report", "swarm"): swarms.stopped,
        ("complete", "swarm"): swarms.complete,
        ("end", "swarm"): swarms.end,
        ("join", "instance"): instances.join,
        ("leave", "instance"): instances.leave,
        ("stop", "instance"): instances.stop,
        ("restart", "instance"): instances.restart,
        ("start", "instance"): instances.start,
        ("sync", "instance"): syncs.instance,
        ("sync", "branch"): syncs.branch,
        ("sync", "repository"): syncs.repository,
        ("ready", "task"): tasks.ready,
        ("assign", "task"): tasks.assign,
        ("block", "task"): tasks.block,
        ("reopen", "task"): tasks.reopen,
        ("report", "task"): tasks.report,
        ("open", "integration"): integrations.open_train,
        ("report", "integration"): integrations.report,
        ("abandon", "integration"): integrations.abandon,
    }


def _for_messages(letters: Letters) -> Mapping[tuple[str, str], Handler]:
    found = messages.MessageHandlers(letters)
    return {("retry", "message"): found.retry, ("drop", "message"): found.drop}
