"""Sums a campaign up: from what was folded to what is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.campaign.estimate import critical_path_s
from adapters.campaign.report import IntegrationReport, TaskReport, UpReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.campaign.progress import Progress
    from domain.board import TaskCard, TrainCard

FINAL = frozenset({"completed", "ended"})


def summarise(
    progress: Progress, *, elapsed_s: float, head: str = "", notes: Sequence[str] = ()
) -> UpReport:
    """Make the report of a campaign.

    `elapsed_s` is what passed on the clock, start-up included; `head` the commit of
    the target, when it is known better than from the landings.
    """
    board = progress.board
    return UpReport(
        swarm=board.swarm,
        status=board.state if board.state in FINAL else "stopped",
        target=board.target,
        head=head or board.head,
        tasks=[_task(card, progress) for card in board.tasks.values()],
        elapsed_s=round(elapsed_s, 3),
        busy_s=round(sum(_busy_s(card) for card in board.tasks.values()), 3),
        critical_path_s=round(critical_path_s(board.tasks), 3),
        earlier_s=round(progress.earlier_s, 3),
        notes=list(notes),
        integrations=[_integration(train) for train in board.trains.values()],
    )


def _task(card: TaskCard, progress: Progress) -> TaskReport:
    times = progress.times[card.task]
    busy_s = _busy_s(card)
    until = times.ended_at or progress.now
    waited_s = 0.0
    if times.ready_at and until:
        open_s = (until - times.ready_at).total_seconds() - times.away_s
        waited_s = max(0.0, open_s - busy_s)
    return TaskReport(
        task=card.task,
        title=card.title,
        state=card.state,
        instance=card.instance,
        attempts=card.attempt,
        commit=card.merge,
        reason=card.reason,
        busy_s=round(busy_s, 3),
        waited_s=round(waited_s, 3),
        started_at=times.started_at,
        ended_at=times.ended_at,
        optional=card.optional,
        rescues=tuple(times.rescues),
        unchanged=times.unchanged,
    )


def _busy_s(card: TaskCard) -> float:
    return sum(card.busy_s.values())


def _integration(train: TrainCard) -> IntegrationReport:
    return IntegrationReport(
        integration=train.integration,
        outcome=train.outcome or train.state,
        tasks=tuple(each["task"] for each in train.candidates),
        head=train.head,
    )
