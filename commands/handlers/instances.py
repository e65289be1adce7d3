"""Handlers of the instance commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.result import Result
from domain.errors import Refused
from domain.instance import Instance, instance_uuid

if TYPE_CHECKING:
    from commands.protocol.canonical import Reading
    from commands.work import Work


def join(action: Reading, work: Work) -> Result:
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
    return Result.ok(f"instance {wanted['id']} joined swarm {wanted['swarm']}")


def stop(action: Reading, work: Work) -> Result:
    """Take an instance out until somebody starts it again."""
    found = _instance(action, work)
    graceful = "graceful" in action.modifiers
    found.request_stop(_because(action), graceful=graceful)
    if found.state == "left":
        return Result.ok(f"instance {found.instance} has left")
    return Result.ok(
        f"instance {found.instance} is stopping: {_end_of(found, graceful=graceful)}, "
        "then it leaves",
        task=found.task,
    )


def restart(action: Reading, work: Work) -> Result:
    """End the attempt of an instance, and let it go on with whatever is due."""
    found = _instance(action, work)
    graceful = "graceful" in action.modifiers
    found.request_restart(_because(action), graceful=graceful)
    if found.state != "busy":
        return Result.ok(f"instance {found.instance} is there again")
    return Result.ok(
        f"instance {found.instance} is restarting: {_end_of(found, graceful=graceful)}, "
        "then it comes back",
        task=found.task,
    )


def start(action: Reading, work: Work) -> Result:
    """Take an instance back in after a stop."""
    found = _instance(action, work)
    found.start()
    return Result.ok(f"instance {found.instance} is there again")


def leave(action: Reading, work: Work) -> Result:
    """Take an instance out; it gets no more work."""
    found = _instance(action, work)
    found.leave(action.parameters["because"])
    return Result.ok(f"instance {found.instance} left swarm {found.swarm}")


def _instance(action: Reading, work: Work) -> Instance:
    name, swarm = str(action.parameters["id"]), str(action.parameters.get("swarm", ""))
    if not swarm:
        raise Refused(f"say which swarm instance {name} belongs to")
    return work.get(Instance, instance_uuid(swarm, name), name)


def _because(action: Reading) -> str:
    return str(action.parameters.get("because") or "")


def _end_of(found: Instance, *, graceful: bool) -> str:
    if graceful:
        return f"it finishes its attempt at task {found.task} first"
    return (
        f"its attempt at task {found.task} is interrupted, with the work kept on a "
        "rescue ref and no try used up"
    )
