"""Handlers of the task commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.result import Result
from domain.errors import Refused
from domain.instance import Instance, instance_uuid
from domain.swarm import Swarm, swarm_uuid
from domain.task import Task, task_uuid

if TYPE_CHECKING:
    from commands.protocol.canonical import Reading
    from commands.work import Work

DEFAULT_TRIES = 3


def ready(action: Reading, work: Work) -> Result:
    """Record that nothing stands in the way of the task."""
    task = _task(action, work)
    task.make_ready()
    return Result.ok(f"task {task.task} is ready")


def assign(action: Reading, work: Work) -> Result:
    """Give a task to an instance; both agree or neither changes."""
    task = _task(action, work)
    name = str(action.parameters["to"])
    swarm = work.get(Swarm, swarm_uuid(task.swarm), task.swarm)
    if swarm.state != "running":
        raise Refused(f"swarm {task.swarm} is {swarm.state}: nothing new starts")
    instance = work.get(Instance, instance_uuid(task.swarm, name), name)
    attempt = action.parameters.get("attempt") or task.attempt + 1
    # The instance is asked last, and refuses before anything of it has changed;
    # the task's pending events are dropped with the unit of work then.
    task.assign(name, int(attempt))
    instance.take(task.task, task.attempt)
    return Result.ok(
        f"task {task.task} goes to {name} as attempt {task.attempt}",
        attempt=task.attempt,
    )


def block(action: Reading, work: Work) -> Result:
    """Give a task up because of what it needs."""
    task = _task(action, work)
    task.block(str(action.parameters["because"]))
    return Result.ok(f"task {task.task} is blocked")


def reopen(action: Reading, work: Work) -> Result:
    """Allow new tries of a lost task."""
    task = _task(action, work)
    task.reopen(str(action.parameters["because"]))
    return Result.ok(f"task {task.task} is open again")


def report(action: Reading, work: Work) -> Result:
    """Take an instance's report of an attempt."""
    task = _task(action, work)
    outcome = action.modifiers[0]
    if outcome == "started":
        _started(action, task)
    elif outcome == "submitted":
        _submitted(action, task)
    elif outcome == "failed":
        _failed(action, task, work)
    else:
        _interrupted(action, task)
    if outcome != "started":
        _free(task, work)
    return Result.ok(f"task {task.task} {outcome} (attempt {task.attempt})")


def _started(action: Reading, task: Task) -> None:
    said = action.parameters
    task.start(said["attempt"], said["base"], said["branch"])


def _submitted(action: Reading, task: Task) -> None:
    said = action.parameters
    task.submit(said["attempt"], said["commit"], list(said["files"]), said["busy"])


def _failed(action: Reading, task: Task, work: Work) -> None:
    said = action.parameters
    task.fail_attempt(
        said["attempt"],
        said["reason"],
        said.get("rescue", ""),
        said["busy"],
        tries=tries_of(task, work),
    )


def _interrupted(action: Reading, task: Task) -> None:
    said = action.parameters
    task.interrupt(
        said["attempt"], said["reason"], said.get("rescue", ""), said["busy"]
    )


def tries_of(task: Task, work: Work) -> int:
    """Tell how many failures a task of this swarm may have before it is given up."""
    swarm = work.get(Swarm, swarm_uuid(task.swarm), task.swarm)
    return int(swarm.settings.get("tries", DEFAULT_TRIES))


def _free(task: Task, work: Work) -> None:
    instance = work.find(Instance, instance_uuid(task.swarm, task.instance))
    if instance is not None:
        instance.free(task.task, task.attempt)


def _task(action: Reading, work: Work) -> Task:
    swarm = str(action.parameters.get("swarm") or "")
    name = str(action.parameters["id"])
    if not swarm:
        raise Refused(f"say which swarm task {name} belongs to")
    return work.get(Task, task_uuid(swarm, name), name)
