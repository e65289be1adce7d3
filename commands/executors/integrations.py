"""Does the steps of an integration: build, gate, land."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from anyio import to_thread

from commands.errors import HouseTrouble
from commands.executors.jobs import Jobs
from commands.executors.patience import patiently
from commands.executors.reports import REASON, some, stop_because
from commands.order import Order
from commands.ports import Candidate, Train

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anyio.abc import TaskGroup

    from commands.ports import Conflict, GateResult, Gates, Integrator
    from commands.sender import Sender
    from domain.board import Board, TrainCard

log = logging.getLogger(__name__)

EXCERPT = 8000


class IntegrationExecutor:
    """Starts each step that an open integration waits for, and reports its end."""

    def __init__(
        self,
        *,
        group: TaskGroup,
        sender: Sender,
        integrator: Integrator,
        gates: Gates,
    ) -> None:
        self._jobs: Jobs[tuple[str, int]] = Jobs(group)
        self._sender = sender
        self._integrator = integrator
        self._gates = gates

    def reconcile(self, board: Board) -> None:
        """Start steps that are requested; cancel those of closed integrations."""
        steps = {"building": self._build, "gating": self._gate, "landing": self._land}
        wanted = set()
        for train in board.open_trains:
            wanted.add((train.integration, train.step))
            step = partial(steps[train.state], board.swarm, train)
            self._jobs.start(
                (train.integration, train.step),
                partial(self._persist, board.swarm, train, step),
            )
        for key in self._jobs.running:
            if key not in wanted and not board.trains[key[0]].is_open:
                self._jobs.cancel(key)

    async def _persist(
        self, swarm: str, card: TrainCard, step: Callable[[], Awaitable[None]]
    ) -> None:
        """Do a step, again if it fails; then stop the swarm, which can be continued."""
        what, asked = f"{card.integration} ({card.state})", card.step
        try:
            await patiently(what, step)
        except Exception as error:
            log.exception("%s failed for good", what)
            if card.step == asked:
                await self._sender.send(stop_because(swarm, f"{what} failed: {error}"))

    # Each step may be done again. It takes what it needs from the card before its
    # first await: the card is a live view, the step is about the moment it was
    # requested.

    async def _build(self, swarm: str, card: TrainCard) -> None:
        step = card.step
        name = f"{swarm}/{card.integration}"
        candidates = [Candidate(**candidate) for candidate in card.candidates]
        train = await to_thread.run_sync(
            partial(
                self._integrator.build,
                integration=name,
                target=card.target,
                candidates=candidates,
            )
        )
        await self._report(
            swarm,
            card,
            step,
            "built",
            base=train.base,
            head=train.head,
            merges=dict(train.merges),
            conflicts=[_conflict(conflict) for conflict in train.conflicts],
        )

    async def _gate(self, swarm: str, card: TrainCard) -> None:
        step = card.step
        results = await self._gates.check(
            integration=f"{swarm}-{card.integration}-{step}", head=card.head
        )
        passed = all(result.status == "passed" for result in results)
        await self._report(
            swarm,
            card,
            step,
            "passed" if passed else "failed",
            gates=[_gate(result) for result in results],
            excerpt="" if passed else results[-1].excerpt[-EXCERPT:],
        )

    async def _land(self, swarm: str, card: TrainCard) -> None:
        step = card.step
        train = Train(base=card.base, head=card.head, merges=dict(card.merges))
        landing = await to_thread.run_sync(
            partial(
                self._integrator.land,
                integration=f"{swarm}/{card.integration}",
                target=card.target,
                train=train,
            )
        )
        if landing.landed:
            await self._report(
                swarm, card, step, "landed", head=train.head, checkout=landing.checkout
            )
        else:
            await self._report(swarm, card, step, "moved", found=landing.found)

    async def _report(
        self, swarm: str, card: TrainCard, step: int, outcome: str, **said: object
    ) -> None:
        """Report a step and see that it was heard: nobody else would say it.

        Raises:
            HouseTrouble: the report of a step that still waits was refused.

        """
        heard = await self._sender.ask(
            Order(
                "report",
                "integration",
                {"id": card.integration, "swarm": swarm, "step": step, **said},
                (outcome,),
                because=(swarm, card.integration, str(step)),
            )
        )
        if not heard.success and card.is_open and card.step == step:
            raise HouseTrouble(f"its report was refused: {heard.message[:REASON]}")


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        "task": conflict.task,
        "files": some(conflict.files),
        "with": list(conflict.with_tasks),
        "detail": conflict.detail[:EXCERPT],
    }


def _gate(result: GateResult) -> dict[str, object]:
    return {
        "command": result.command,
        "status": result.status,
        "elapsed_s": round(result.elapsed_s, 3),
        "log": result.log,
    }
