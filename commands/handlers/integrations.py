"""Handlers of the merge saga: the train and the tasks on it change together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.handlers.tasks import tries_of
from commands.protocol.result import Result
from domain.errors import Refused
from domain.integration import Integration, integration_uuid
from domain.task import Task, task_uuid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from commands.protocol.canonical import Reading
    from commands.work import Work


def open_train(action: Reading, work: Work) -> Result:
    """Take submitted candidates into one train."""
    said = action.parameters
    name, swarm = str(said["id"]), str(said["swarm"])
    if work.find(Integration, integration_uuid(swarm, name)) is not None:
        raise Refused(f"integration {name} exists already")
    train = Integration.open(
        swarm=swarm,
        integration=name,
        target=said["target"],
        candidates=said["candidates"],
    )
    for candidate in train.candidates:
        task = work.get(
            Task, task_uuid(swarm, candidate["task"]), str(candidate["task"])
        )
        if task.candidate != candidate["commit"]:
            raise Refused(f"task {task.task} has another candidate by now")
        task.begin_check(name)
    work.add(train)
    return Result.ok(f"{name} takes {len(train.candidates)} candidates")


def report(action: Reading, work: Work) -> Result:
    """Take an executor's report of one step."""
    train = _train(action, work)
    outcome = action.modifiers[0]
    if outcome == "built":
        _built(action, train, work)
    elif outcome in {"passed", "failed"}:
        _gated(action, train, work, passed=outcome == "passed")
    elif outcome == "landed":
        _landed(action, train, work)
    else:
        train.target_moved(action.parameters["step"], action.parameters["found"])
    return Result.ok(f"{train.integration} {outcome}")


def abandon(action: Reading, work: Work) -> Result:
    """Close a train that has not landed; its candidates wait for another one."""
    train = _train(action, work)
    reason = str(action.parameters["because"])
    train.abandon(reason)
    for task in _tasks(train, (c["task"] for c in train.candidates), work):
        if task.state == "checking" and task.integration == train.integration:
            task.requeue(train.integration, reason)
    return Result.ok(f"{train.integration} is abandoned: {reason}")


def _built(action: Reading, train: Integration, work: Work) -> None:
    said = action.parameters
    train.built(
        said["step"],
        base=said["base"],
        head=said["head"],
        merges=said["merges"],
        conflicts=said["conflicts"],
    )
    for conflict in said["conflicts"]:
        (task,) = _tasks(train, [conflict["task"]], work)
        files = ", ".join(conflict["files"])
        others = ", ".join(conflict["with"])
        task.return_for_rework(
            train.integration,
            "conflict",
            f"conflicts in {files}" + (f" with task {others}" if others else ""),
            conflict["detail"],
            tries=tries_of(task, work),
        )


def _gated(action: Reading, train: Integration, work: Work, *, passed: bool) -> None:
    said = action.parameters
    train.gated(
        said["step"],
        passed=passed,
        gates=said["gates"],
        excerpt=said.get("excerpt", ""),
    )
    alone = len(train.merges) == 1
    for task in _tasks(train, train.merges, work):
        task.record_check(
            train.integration, passed=passed, head=train.head, gates=said["gates"]
        )
        if passed:
            continue
        failed = said["gates"][-1]["command"] if said["gates"] else "a gate"
        if alone:
            task.return_for_rework(
                train.integration,
                "gate",
                f"gate failed: {failed}",
                said.get("excerpt", ""),
                tries=tries_of(task, work),
            )
        else:
            task.requeue(train.integration, f"gate failed on the train: {failed}")


def _landed(action: Reading, train: Integration, work: Work) -> None:
    said = action.parameters
    train.landed(said["step"], head=said["head"], checkout=said.get("checkout", ""))
    for task in _tasks(train, train.merges, work):
        task.integrate(train.integration, train.head, train.merges[task.task])


def _train(action: Reading, work: Work) -> Integration:
    swarm, name = str(action.parameters["swarm"]), str(action.parameters["id"])
    return work.get(Integration, integration_uuid(swarm, name), name)


def _tasks(train: Integration, names: Iterable[str], work: Work) -> Iterator[Task]:
    for name in names:
        yield work.get(Task, task_uuid(train.swarm, name), name)
