"""Handlers of the sync commands: they decide; what follows is done after the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.effects import after
from commands.protocol.result import Result
from domain.errors import Refused
from domain.instance import Instance, instance_uuid

if TYPE_CHECKING:
    from commands.protocol.canonical import Reading
    from commands.work import Work

SYNC = "sync"


def instance(action: Reading, work: Work) -> Result:
    """Ask for the target in the worktree of an instance that is at work."""
    _only_upstream(action)
    name, swarm = str(action.parameters["id"]), str(action.parameters.get("swarm", ""))
    found = work.get(Instance, instance_uuid(swarm, name), name)
    if found.state == "left":
        raise Refused(f"instance {name} has left")
    if found.state == "idle":
        return Result.ok(
            f"instance {name} is idle: its next attempt starts from the target",
            state="nothing-to-do",
        )
    return after(SYNC, f"instance {name} is to be synced", instance=name)


def branch(action: Reading, work: Work) -> Result:
    """Ask for the target in one branch."""
    del work
    _only_upstream(action)
    name = str(action.parameters["id"])
    return after(SYNC, f"branch {name} is to be synced", branch=name)


def repository(action: Reading, work: Work) -> Result:
    """Ask for what others did."""
    del work
    _only_upstream(action)
    return after(SYNC, "the repository is to be synced")


def _only_upstream(action: Reading) -> None:
    if "downstream" in action.modifiers:
        raise Refused(
            "nothing is pushed from here yet: finished work lands on the target branch "
            "of this repository, from where `git push` takes it on"
        )
