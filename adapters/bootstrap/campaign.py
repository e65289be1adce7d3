"""One campaign from its first check to its report."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import anyio

from adapters.bootstrap.failures import told_in_one_sentence
from adapters.bootstrap.preparation import instance_names, prepare
from adapters.campaign.errors import CampaignBroken
from adapters.campaign.progress import Progress
from adapters.campaign.summary import summarise
from domain.board import Board
from domain.swarm import Swarm, swarm_uuid

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from concurrent.futures import Future
    from typing import Callable

    from adapters.bootstrap.preparation import Prepared
    from adapters.campaign.options import UpOptions
    from adapters.campaign.report import UpReport
    from adapters.campaign.view import ProgressView
    from commands.ports import EventStore

# How many worktrees are made at the same time, while the rest is imported.
WORKERS = 2


def run(options: UpOptions, view: ProgressView) -> UpReport:
    """Run a campaign to its end and tell how it went.

    Raises:
        Refused: it cannot begin; nothing was changed.
        CampaignBroken: it had to give up on its way; it can be continued. Its report
            tells how far it came.

    """
    began = time.monotonic()
    prepared = prepare(options)
    # Only now: what these import is not needed to refuse. The broker boots and the
    # first worktrees are made while the controller is imported.
    from adapters.bootstrap.premises import Premises

    with Premises(prepared) as premises, ThreadPoolExecutor(WORKERS) as workers:
        from adapters.bootstrap.git_tools import GitTools

        git = GitTools.of(prepared.repository)
        left = git.integrator.take_up_checkout(prepared.repository.target)
        name, is_new = choose_name(premises.store, prepared)
        for instance in instance_names(min(options.instances, prepared.to_do)):
            workers.submit(git.worktrees.warm, swarm=name, instance=instance)
        progress = Progress(Board(name))
        for sentence in (*prepared.repository.warnings, *premises.swept, *left):
            view.note(sentence)
        from adapters.bootstrap.controller import Controller
        from adapters.bootstrap.ending import Ending

        ending = Ending(prepared.repository, git, progress.board)
        tidying: list[Future[None]] = []
        controller = Controller(
            premises=premises,
            git=git,
            options=options,
            view=view,
            progress=progress,
            # Nobody works any more: tidy up while the broker shuts down.
            over=lambda: tidying.append(workers.submit(ending.tidy)),
        )
        broken = _live(partial(controller.live, is_new=is_new))
        for done in tidying:
            ending.wait_for(done)
        head = ending.head()
    report = ending.amend(
        summarise(
            progress,
            elapsed_s=time.monotonic() - began,
            head=head,
            notes=_checkout(progress.board),
        )
    )
    if broken is not None:
        view.note("the controller broke off; its report tells how far it came")
        broken.report = replace(report, notes=[*report.notes, str(broken)])
        raise broken
    return report


def _live(course: Callable[[], Awaitable[None]]) -> CampaignBroken | None:
    """Run the controller's course; give what broke it, for after the report."""
    try:
        with told_in_one_sentence():
            anyio.run(course, backend="asyncio")
    except CampaignBroken as broken:
        return broken
    return None


def choose_name(store: EventStore, prepared: Prepared) -> tuple[str, bool]:
    """Find the campaign to continue, or a free name for a new one.

    A campaign of the same plan and target that is not completed is continued.
    """
    number = 1
    while True:
        name = prepared.name if number == 1 else f"{prepared.name}-{number}"
        swarm = store.load(Swarm, swarm_uuid(name))
        if swarm is None:
            return name, True
        same = (
            swarm.target == prepared.repository.target
            and tuple(swarm.specs) == prepared.specs
        )
        if same and swarm.state != "completed":
            return name, False
        number += 1


def _checkout(board: Board) -> list[str]:
    """Tell what became of the target's checkout at the last landing."""
    landed = [train.checkout for train in board.trains.values() if train.checkout]
    return landed[-1:]
