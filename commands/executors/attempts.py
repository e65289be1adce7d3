"""Runs attempts: worktree, brief, agent, commit, report."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread

from commands.brief import write_brief
from commands.errors import HouseTrouble, UnsolvedConflict
from commands.executors.jobs import Jobs
from commands.executors.patience import patiently
from commands.executors.reports import (
    REASON,
    Attempt,
    busy_s,
    refused,
    report,
    some,
    stop_because,
)
from commands.ports import Assignment
from domain.task import HELD_STATES

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Callable

    from anyio.abc import TaskGroup

    from commands.order import Order
    from commands.ports import Agent, Outcome, Workspace, Workspaces
    from commands.sender import Sender
    from domain.board import Board, TaskCard

log = logging.getLogger(__name__)

# What a stop may take to rescue the work of an attempt before it gives up, seconds.
RESCUE_S = 60.0


class AttemptExecutor:
    """Starts an agent for each assigned task of the board, and reports its end.

    `log_of` names the file for an attempt's output, from the names of instance, swarm
    and task and the attempt's number.
    """

    def __init__(
        self,
        *,
        group: TaskGroup,
        sender: Sender,
        workspaces: Workspaces,
        agent: Agent,
        log_of: Callable[[str, str, str, int], Path],
    ) -> None:
        self._group = group
        self._jobs: Jobs[tuple[str, int]] = Jobs(group)
        # The attempts that this process runs; the others it only takes back.
        self._ours: set[tuple[str, int]] = set()
        self._sender = sender
        self._workspaces = workspaces
        self._agent = agent
        self._log_of = log_of
        self._one_at_a_time: dict[str, anyio.Lock] = defaultdict(anyio.Lock)

    def reconcile(self, board: Board) -> None:
        """Start attempts that are assigned; take back those of a dead controller.

        Attempts of a swarm or an instance that stops are interrupted; those that the
        process before this one had in hand end the same way.
        """
        wanted = set()
        for card in board.tasks.values():
            if card.state in HELD_STATES and _goes_on(board, card):
                wanted.add((card.task, card.attempt))
            if card.state in HELD_STATES:
                self._begin(board, card)
        for key in self._jobs.running:
            card = board.tasks[key[0]]
            is_unwanted = key in self._ours and key not in wanted
            if is_unwanted and card.state in HELD_STATES:
                self._jobs.cancel(key)

    def _begin(self, board: Board, card: TaskCard) -> None:
        key = (card.task, card.attempt)
        if self._jobs.knows(key):
            return
        attempt = Attempt.of(board, card)
        ours = card.state == "assigned" and _goes_on(board, card)
        if ours:
            self._ours.add(key)
        job = self._run if ours else self._take_back
        self._jobs.start(key, partial(job, attempt))

    # ------------------------------------------------------------ one attempt

    async def _run(self, attempt: Attempt) -> None:
        began = time.monotonic()
        try:
            # To wait for the one before is a part of it: a stop must be heard there.
            async with self._one_at_a_time[attempt.instance]:
                order = await self._end_of(attempt, began)
        except anyio.get_cancelled_exc_class():
            order = report(
                attempt, "interrupted", reason="stopped", rescue="", busy=0.0
            )
            with anyio.move_on_after(RESCUE_S, shield=True):
                order = await self._interrupted(attempt, "stopped", began)
            # The controller sees to it that this is said, unless it ends itself: then
            # the next one takes the attempt back.
            self._group.start_soon(self._say, attempt, order)
            raise
        await self._say(attempt, order)

    async def _say(self, attempt: Attempt, order: Order) -> None:
        """Report an end and see that it was heard: nobody else would say it."""
        heard = await self._sender.ask(order)
        if not heard.success:
            log.warning("the end of %s was refused: %s", attempt.task, heard.message)
            await self._sender.send(refused(attempt, order, heard.message))

    async def _end_of(self, attempt: Attempt, began: float) -> Order:
        try:
            return await self._attempt(attempt, began)
        except HouseTrouble as trouble:
            await self._sender.send(stop_because(attempt.swarm, str(trouble)))
            return await self._interrupted(attempt, str(trouble), began)
        except Exception as error:  # noqa: BLE001  (an attempt, not the house)
            return await self._failed(
                attempt, f"{type(error).__name__}: {error}", began
            )

    async def _prepare(self, attempt: Attempt) -> Workspace:
        """Make the worktree ready.

        Raises:
            HouseTrouble: git cannot, and no task is to blame.

        """
        prepare = partial(
            self._workspaces.prepare,
            swarm=attempt.swarm,
            instance=attempt.instance,
            task=attempt.task,
            attempt=attempt.attempt,
            carry=attempt.carry,
        )
        what = f"the worktree of {attempt.instance} cannot be made ready"
        try:
            return await patiently(what, lambda: to_thread.run_sync(prepare))
        except Exception as error:
            raise HouseTrouble(f"{what}: {error}") from error

    async def _attempt(self, attempt: Attempt, began: float) -> Order:
        workspace = await self._prepare(attempt)
        started = await self._sender.ask(
            report(attempt, "started", base=workspace.base, branch=workspace.branch)
        )
        if not started.success:
            return await self._interrupted(attempt, started.message, began)
        outcome = await self._agent.work(self._assignment(attempt, workspace))
        if not outcome.done:
            return await self._failed(attempt, outcome.reason, began, outcome)
        return await self._submit(attempt, workspace, outcome, began)

    async def _submit(
        self, attempt: Attempt, workspace: Workspace, outcome: Outcome, began: float
    ) -> Order:
        try:
            commit, files = await to_thread.run_sync(
                partial(
                    self._workspaces.collect,
                    workspace,
                    task=attempt.task,
                    attempt=attempt.attempt,
                    title=attempt.title,
                )
            )
        except UnsolvedConflict as unsolved:
            return await self._failed(attempt, str(unsolved), began, outcome)
        return report(
            attempt,
            "submitted",
            commit=commit,
            files=some(files),
            busy=busy_s(outcome, began),
        )

    async def _take_back(self, attempt: Attempt) -> None:
        """Report an attempt whose controller died; its agent died with it."""
        async with self._one_at_a_time[attempt.instance]:
            order = await self._interrupted(
                attempt, "its controller ended", time.monotonic()
            )
        await self._say(attempt, order)

    async def _failed(
        self,
        attempt: Attempt,
        reason: str,
        began: float,
        outcome: Outcome | None = None,
    ) -> Order:
        return report(
            attempt,
            "failed",
            reason=reason[:REASON],
            rescue=await self._rescue(attempt),
            busy=busy_s(outcome, began),
        )

    async def _interrupted(self, attempt: Attempt, reason: str, began: float) -> Order:
        return report(
            attempt,
            "interrupted",
            reason=reason[:REASON],
            rescue=await self._rescue(attempt),
            busy=busy_s(None, began),
        )

    async def _rescue(self, attempt: Attempt) -> str:
        """Keep the work under a ref; "" when there is none, or git cannot now.

        Then it stays in the worktree, which nobody resets without keeping it first.
        """
        try:
            return await to_thread.run_sync(
                partial(
                    self._workspaces.rescue,
                    instance=attempt.instance,
                    task=attempt.task,
                    attempt=attempt.attempt,
                )
            )
        except Exception:
            log.exception("the work of %s is not on a rescue ref yet", attempt.task)
            return ""

    def _assignment(self, attempt: Attempt, workspace: Workspace) -> Assignment:
        return Assignment(
            swarm=attempt.swarm,
            instance=attempt.instance,
            task=attempt.task,
            title=attempt.title,
            attempt=attempt.attempt,
            brief=write_brief(
                task=attempt.task,
                title=attempt.title,
                attempt=attempt.attempt,
                brief=attempt.brief,
                workspace=workspace,
                spec=attempt.spec,
                reason=attempt.reason,
                context=attempt.context,
            ),
            workspace=workspace,
            log=self._log_of(
                attempt.instance, attempt.swarm, attempt.task, attempt.attempt
            ),
            context=attempt.context,
        )


def _goes_on(board: Board, card: TaskCard) -> bool:
    """Tell whether neither the swarm nor the instance wants the attempt interrupted."""
    instance = board.instances.get(card.instance)
    is_ending = instance is not None and instance.ending == "now"
    return board.state != "stopping" and not is_ending
