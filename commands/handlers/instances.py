"""Handlers of the instance commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.action import ActionResult
from domain.instance import Instance, instance_uuid

if TYPE_CHECKING:
    from commands.protocol.action import StructuredAction
    from commands.work import Work


def join(action: StructuredAction, work: Work) -> ActionResult:
    """Add an instance, or take it back in."""
    wanted = action.parameters
    found = work.find(Instance, instance_uuid(wanted["swarm"], wanted["id"]))
    if found is None:
        work.add(
            Instance.join(
                swarm=wanted["swarm"],
                instance=wanted["id"],
                colour=wanted["colour"],
                agent=wanted["agent"],
                host=wanted["host"],
            )
        )
    else:
        found.rejoin(wanted["agent"], wanted["host"])
    return ActionResult.ok(f"instance {wanted['id']} joined swarm {wanted['swarm']}")


def leave(action: StructuredAction, work: Work) -> ActionResult:
    """Take an instance out; it gets no more work."""
    wanted = action.parameters
    found = work.get(
        Instance, instance_uuid(wanted["swarm"], wanted["id"]), wanted["id"]
    )
    found.leave(wanted["because"])
    return ActionResult.ok(f"instance {wanted['id']} left swarm {wanted['swarm']}")
