"""Which handler answers which verb and noun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from commands.handlers import instances, integrations, swarms, tasks
from commands.protocol.action import ActionResult, StructuredAction
from commands.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commands.ports import Plans

Handler = Callable[[StructuredAction, Work], ActionResult]


def handlers(plans: Plans) -> Mapping[tuple[str, str], Handler]:
    """Give the handlers by verb and noun."""
    life = swarms.SwarmHandlers(plans)
    return {
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
        ("ready", "task"): tasks.ready,
        ("assign", "task"): tasks.assign,
        ("block", "task"): tasks.block,
        ("reopen", "task"): tasks.reopen,
        ("report", "task"): tasks.report,
        ("open", "integration"): integrations.open_train,
        ("report", "integration"): integrations.report,
        ("abandon", "integration"): integrations.abandon,
    }
