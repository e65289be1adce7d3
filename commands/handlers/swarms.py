"""Handlers of the swarm's life cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.handlers.policy import with_policy
from commands.protocol.result import Result
from domain.errors import Refused
from domain.swarm import Swarm, swarm_uuid
from domain.task import RESTING_STATES, Task, task_uuid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from commands.ports import PlannedTask, Plans
    from commands.protocol.canonical import Reading
    from commands.work import Work


class SwarmHandlers:
    """Handlers that need the plan."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans

    def launch(self, action: Reading, work: Work) -> Result:
        """Begin a campaign: the swarm and every task of its plan."""
        wanted = action.parameters
        name = wanted["id"]
        if work.find(Swarm, swarm_uuid(name)) is not None:
            raise Refused(f"swarm {name} exists already: continue it or name another")
        planned = self._plans.read(wanted["specs"])
        swarm = Swarm.launch(
            swarm=name,
            target=wanted["target"],
            specs=list(wanted["specs"]),
            settings=wanted["settings"],
        )
        work.add(swarm)
        for task in planned:
            work.add(_register(swarm, task))
        return Result.ok(
            f"swarm {name} launched with {len(planned)} tasks", tasks=len(planned)
        )

    def resume_campaign(self, action: Reading, work: Work) -> Result:
        """Go on with a campaign as the plan is now.

        Lost tasks get new tries, new ones join, and those that nobody works on take
        over what the plan says of them; `dropped` are left out if they are not in it.
        """
        wanted = action.parameters
        swarm = _swarm(action, work)
        planned = self._plans.read(swarm.specs)
        swarm.resume_with(wanted["settings"])
        ticked = {task.task for task in planned if task.ticked}
        for task in planned:
            known = work.find(Task, task_uuid(swarm.swarm, task.task))
            if known is None:
                work.add(_register(swarm, task))
            elif known.state in RESTING_STATES:
                _bring_up_to_date(known, task, ticked, swarm)
        for name in set(wanted.get("dropped") or ()) - {task.task for task in planned}:
            gone = work.find(Task, task_uuid(swarm.swarm, name))
            if gone is not None and gone.state in RESTING_STATES - {"skipped"}:
                gone.skip("no longer in the plan")
        return Result.ok(f"swarm {swarm.swarm} goes on", tasks=len(planned))


def pause(action: Reading, work: Work) -> Result:
    """Stop starting new work."""
    swarm = _swarm(action, work)
    swarm.pause(_because(action))
    return Result.ok(
        f"swarm {swarm.swarm} is paused: running attempts go on to their end, "
        "nothing new starts"
    )


def resume(action: Reading, work: Work) -> Result:
    """Start new work again."""
    swarm = _swarm(action, work)
    swarm.resume(_because(action))
    return Result.ok(f"swarm {swarm.swarm} goes on")


def stop(action: Reading, work: Work) -> Result:
    """Ask for the end of all work, with everything kept."""
    swarm = _swarm(action, work)
    swarm.request_stop(_because(action))
    return Result.ok(
        f"swarm {swarm.swarm} is stopping: agents are ended and their work is kept "
        "on rescue refs; 'swarm up' continues it"
    )


def stopped(action: Reading, work: Work) -> Result:
    """Record that nothing runs any more."""
    swarm = _swarm(action, work)
    swarm.stopped(_because(action))
    return Result.ok(f"swarm {swarm.swarm} is stopped")


def complete(action: Reading, work: Work) -> Result:
    """Record that every required task is integrated."""
    swarm = _swarm(action, work)
    swarm.complete(action.parameters["head"])
    return Result.ok(f"swarm {swarm.swarm} is completed")


def end(action: Reading, work: Work) -> Result:
    """Record that nothing can go on."""
    swarm = _swarm(action, work)
    swarm.end(_because(action))
    return Result.ok(f"swarm {swarm.swarm} has ended: {_because(action)}")


def _swarm(action: Reading, work: Work) -> Swarm:
    name = str(action.parameters.get("id", ""))
    if not name:
        raise Refused("say which swarm")
    swarm = work.get(Swarm, swarm_uuid(name), name)
    version = action.parameters.get("version")
    if version is not None and version != swarm.version:
        raise Refused(
            f"swarm {name} is at version {swarm.version}: what was decided at "
            f"{version} comes too late"
        )
    return swarm


def _because(action: Reading) -> str:
    return str(action.parameters.get("because") or "")


def _register(swarm: Swarm, planned: PlannedTask) -> Task:
    task = Task.register(
        swarm=swarm.swarm,
        task=planned.task,
        title=planned.title,
        spec=planned.spec,
        line=planned.line,
        optional=planned.optional,
        depends_on=list(planned.depends_on),
        brief=with_policy(planned.brief, swarm),
    )
    if planned.ticked:
        task.skip("ticked in the plan before")
    elif not _is_wanted(planned, swarm):
        task.skip("optional")
    return task


def _bring_up_to_date(
    task: Task, planned: PlannedTask, ticked: AbstractSet[str], swarm: Swarm
) -> None:
    """Make a task that nobody works on what the plan says now."""
    if not planned.ticked:
        task.revise(
            title=planned.title,
            brief=with_policy(planned.brief, swarm),
            depends_on=_needs(task.depends_on, planned.depends_on, ticked),
            optional=planned.optional,
            line=planned.line,
        )
    if planned.ticked or not _is_wanted(planned, swarm):
        if task.state != "skipped":
            task.skip("ticked in the plan" if planned.ticked else "optional")
    elif task.state not in {"registered", "ready"}:
        task.reopen("the campaign is continued")


def _needs(
    before: Sequence[str], now: Sequence[str], ticked: AbstractSet[str]
) -> list[str]:
    """Give what a task waits for now.

    What it waited for and is done by now stays named: the plan may leave that out,
    and the course of the campaign would look shorter than it was.
    """
    kept = [name for name in before if name in now or name in ticked]
    return [*kept, *(name for name in now if name not in kept)]


def _is_wanted(planned: PlannedTask, swarm: Swarm) -> bool:
    return not planned.optional or bool(swarm.settings.get("optional", False))
