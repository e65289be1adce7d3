"""One plain line for each change that a person wants to hear of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.cli.text import clean, short
from domain.board import TaskCard, TrainCard
from domain.integration import Integration
from domain.swarm import Swarm
from domain.task import Task

if TYPE_CHECKING:
    from adapters.campaign.progress import Progress
    from bus.feed import Recorded

# `e` is the event, `it` the name of what it is about, `on` the target branch; an
# event that is not here is not worth a line.
LINES: dict[type, str] = {
    Task.Started: "task {it} started on {instance} (attempt {e.attempt})",
    Task.Submitted: "task {it} done in {e.busy_s:.1f}s, waits to be merged",
    Task.AttemptFailed: "task {it} failed at attempt {e.attempt}: {e.reason}{kept}",
    Task.Interrupted: "task {it} was interrupted: {e.reason}{kept}",
    Task.Returned: "task {it} goes back for rework ({e.cause}): {e.reason}",
    Task.Integrated: "task {it} integrated into {on} as {commit}",
    Task.Failed: "task {it} has failed for good: {e.reason}",
    Task.Blocked: "task {it} is blocked: {e.reason}",
    Task.Reopened: "task {it} may be tried again: {e.reason}",
    Integration.GateRequested: "{it} checks {commit} with {aboard}",
    Integration.TargetMoved: "{it} starts again: {on} moved to {commit}",
    Integration.Closed: "{it} did not land: {e.reason}",
    Swarm.Launched: "swarm {e.swarm} launched, target {on}",
    Swarm.Continued: "swarm {swarm} goes on where it was",
    Swarm.Paused: "paused: {e.reason}",
    Swarm.Resumed: "resumed: {e.reason}",
    Swarm.StopRequested: "stopping: {e.reason}",
    Swarm.Stopped: "stopped: {e.reason}",
    Swarm.Ended: "nothing can go on: {e.reason}",
}


def describe(recorded: Recorded, progress: Progress) -> str:
    """Say what happened, or "" when it is not worth a line.

    `progress` has folded the event already.
    """
    template = LINES.get(type(recorded.event), "")
    if not template:
        return ""
    line = template.format_map(_facts(recorded, progress))
    return clean(line).rstrip(": ")  # a reason may be empty


def _facts(recorded: Recorded, progress: Progress) -> dict[str, object]:
    event, board = recorded.event, progress.board
    name = progress.name_of(recorded)
    card = board.tasks.get(name) or board.trains.get(name)
    rescue = getattr(event, "rescue", "")
    commits = (getattr(event, field, "") for field in ("commit", "found", "head"))
    return {
        "e": event,
        "it": name,
        "on": board.target,
        "swarm": board.swarm,
        "instance": card.instance if isinstance(card, TaskCard) else "",
        "aboard": ", ".join(card.merges) if isinstance(card, TrainCard) else "",
        "kept": f" (its work is kept on {rescue})" if rescue else "",
        "commit": short(next(filter(None, commits), "")),
    }
