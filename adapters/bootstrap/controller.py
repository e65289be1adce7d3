"""The controller of one campaign: all its loops, from the first action to the last."""

from __future__ import annotations

import logging
import socket
from contextlib import AsyncExitStack
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Callable

import anyio
from anyio import to_thread

from adapters.agents.briefs import file_name
from adapters.bootstrap.preparation import instance_names
from adapters.bootstrap.signals import on_signals
from adapters.bootstrap.transports import TENANT, open_transport
from adapters.gates.runner import GateRunner
from adapters.local_door.server import LocalDoor
from adapters.reception.desk import Reception
from adapters.reception.letters import BusLetters
from adapters.reception.queries import Queries
from adapters.settings import environment
from bus import subjects
from bus.message import new_id
from bus.relay import Relay
from bus.wake import Wake
from commands.errors import StoreUnavailable
from commands.executors.attempts import AttemptExecutor
from commands.executors.integrations import IntegrationExecutor
from commands.executors.syncs import Syncs
from commands.handlers.registry import handlers
from commands.order import Order
from commands.processor import CommandProcessor
from commands.reactor import Reactor
from commands.sender import Sender
from domain.board import Board
from domain.colours import colour_of
from domain.errors import Refused
from domain.swarm import Swarm
from domain.task import Task
from projections.errors import ViewsUnavailable
from projections.projector import Projector
from projections.views import ALL_VIEWS

if TYPE_CHECKING:
    from pathlib import Path

    from anyio import CancelScope
    from anyio.abc import TaskGroup

    from adapters.bootstrap.git_tools import GitTools
    from adapters.bootstrap.premises import Premises
    from adapters.campaign.options import UpOptions
    from adapters.campaign.progress import Progress
    from adapters.campaign.view import ProgressView
    from bus.feed import Recorded
    from bus.ports import Transport

log = logging.getLogger(__name__)

ACTOR = "controller"
LAST_EVENTS_S = 5.0
# Without a hint the feed is looked at this often, seconds.
LOOK_S = 1.0


class Controller:
    """Runs one campaign on its premises; `over` is called when nobody works any more."""

    def __init__(  # noqa: PLR0913
        self,
        *,
        premises: Premises,
        git: GitTools,
        options: UpOptions,
        view: ProgressView,
        progress: Progress,
        over: Callable[[], None],
    ) -> None:
        self._premises = premises
        self._prepared = premises.prepared
        self._store = premises.store
        self._git = git
        self._options = options
        self._view = view
        self._progress = progress
        self._over = over
        self._board = Board(progress.board.swarm)
        self._wake = Wake()
        self._under_way = anyio.Event()

    async def live(self, *, is_new: bool) -> None:
        """Launch or continue the campaign and see it to its end."""
        async with AsyncExitStack() as stack:
            bus = await stack.enter_async_context(
                open_transport(
                    self._prepared.bus, self._prepared.state, self._premises.server
                )
            )
            sender = self._sender(bus)
            group = await stack.enter_async_context(anyio.create_task_group())
            reactor = self._reactor(group, sender)
            await reactor.catch_up()
            group.start_soon(self._processor(bus).run)
            group.start_soon(self._serve_doors, bus)
            if self._premises.server is not None:
                group.start_soon(self._premises.server.supervise)
            group.start_soon(self._learn_to_parse)
            relay = Relay(self._store, bus, TENANT)
            group.start_soon(relay.run, self._news)
            group.start_soon(self._stop_when_told, sender, group.cancel_scope)
            await self._begin(sender, is_new=is_new)
            projector = Projector(self._store, self._store.views(), ALL_VIEWS)
            group.start_soon(self._project, projector)
            await reactor.run()
            self._over()
            await self._finish(projector, relay)
            group.cancel_scope.cancel()

    # ------------------------------------------------------------ who lives here

    def _sender(self, bus: Transport) -> Sender:
        return Sender(
            publisher=bus,
            answers=bus,
            subject=partial(subjects.action, TENANT),
            actor=ACTOR,
            correlation_id=new_id(),
        )

    def _processor(self, bus: Transport) -> CommandProcessor:
        letters = BusLetters(bus)
        return CommandProcessor(
            consumer=bus,
            answers=bus,
            store=self._store,
            handlers=handlers(self._prepared.plans, letters),
            effects={**letters.effects, **Syncs(self._git.branches).effects},
            committed=self._wake.notify,
        )

    def _reactor(self, group: TaskGroup, sender: Sender) -> Reactor:
        swarm = self._board.swarm
        attempts = AttemptExecutor(
            group=group,
            sender=sender,
            workspaces=self._git.worktrees,
            agent=self._prepared.agent,
            log_of=self._log_of,
        )
        integrations = IntegrationExecutor(
            group=group,
            sender=sender,
            integrator=self._git.integrator,
            gates=GateRunner(
                self._prepared.gates,
                checkout=self._git.gate_tree.checkout,
                state=self._prepared.state,
                environment=environment(),
                swarm=swarm,
                guard=self._prepared.reaper,
            ),
        )
        return Reactor(
            board=self._board,
            feed=self._store,
            sender=sender,
            executors=(attempts, integrations),
            wake=self._wake,
            saw=self._saw,
        )

    def _log_of(self, instance: str, swarm: str, task: str, attempt: int) -> Path:
        folder = self._prepared.state / "logs" / file_name(instance)
        return folder / f"{file_name(f'{swarm}-{task}')}-{attempt}.log"

    async def _serve_doors(self, bus: Transport) -> None:
        letters = BusLetters(bus)
        database = self._prepared.state / "swarm.db"
        reception = Reception(
            board=self._board,
            tenant=TENANT,
            bus=bus,
            query=Queries(database, self._board.swarm, letters).answer,
            letters=letters,
        )
        path = self._prepared.state / "run" / "control.sock"
        async with LocalDoor(path, reception.line):
            await bus.serve_text(reception.message)

    async def _learn_to_parse(self) -> None:
        """Import what doors parse with, once agents are at work: it takes a while."""
        await self._under_way.wait()
        await to_thread.run_sync(import_module, "commands.protocol.parser")

    async def _news(self) -> None:
        await self._wake.wait(LOOK_S)

    async def _project(self, projector: Projector) -> None:
        """Keep the read models up with the feed."""
        while True:
            hint = self._wake.listen()
            try:
                await to_thread.run_sync(projector.run_until_current)
            except (ViewsUnavailable, StoreUnavailable) as away:
                log.warning("read models stand still: %s", away)
            with anyio.move_on_after(LOOK_S):
                await hint.wait()

    async def _stop_when_told(self, sender: Sender, scope: CancelScope) -> None:
        async def stop(signal_name: str) -> None:
            self._view.note(
                "stopping: agents are ended and their work is kept "
                "(once more to leave at once)"
            )
            because = {"id": self._board.swarm, "because": f"got {signal_name}"}
            answer = await sender.ask(Order("stop", "swarm", because))
            if not answer.success and self._board.state != "stopping":
                scope.cancel()  # nothing was begun that could be stopped

        await on_signals(stop, scope)

    # ------------------------------------------------------------ the course

    async def _begin(self, sender: Sender, *, is_new: bool) -> None:
        swarm = self._board.swarm
        facts: dict[str, object] = {"id": swarm, "settings": self._settings()}
        if is_new:
            facts["target"] = self._prepared.repository.target
            facts["specs"] = list(self._prepared.specs)
        else:
            planned = {task.task for task in self._prepared.planned}
            dropped = [name for name in self._board.tasks if name not in planned]
            facts.update({"dropped": dropped} if dropped else {})
        begun = await sender.ask(
            Order("launch" if is_new else "continue", "swarm", facts)
        )
        if not begun.success:
            raise Refused(begun.message)
        await self._gather_instances(sender)

    async def _gather_instances(self, sender: Sender) -> None:
        """Let as many instances in as were asked for, and the others out.

        Those that somebody stopped stay out until somebody starts them.
        """
        wanted = instance_names(self._options.instances)
        stopped = [c.instance for c in self._board.instances.values() if c.stopped]
        if stopped:
            self._view.note(
                f"stopped before, and left out: {', '.join(stopped)}. 'swarm start "
                "instance NAME' takes one back in, 'swarm start all instances' all"
            )
        for number, name in enumerate(wanted, start=1):
            if name in stopped:
                continue
            who = {"id": name, "swarm": self._board.swarm}
            what = {
                "colour": colour_of(number),
                "agent": self._options.agent,
                "host": socket.gethostname(),
            }
            await sender.send(Order("join", "instance", {**who, **what}))
        for name in sorted(set(self._board.instances) - set(wanted)):
            who = {"id": name, "swarm": self._board.swarm}
            why = {"because": "fewer instances were asked for"}
            await sender.send(Order("leave", "instance", {**who, **why}))

    def _settings(self) -> dict[str, object]:
        return {
            "instances": self._options.instances,
            "agent": self._options.agent,
            "gates": list(self._prepared.gates),
            "tries": self._options.tries,
            "optional": self._options.include_optional,
            "bus": self._prepared.bus,
        }

    def _saw(self, recorded: Recorded) -> None:
        self._progress.see(recorded)
        if isinstance(recorded.event, Swarm.StopRequested):
            self._view.note(f"the swarm is stopping: {recorded.event.reason}")
        if isinstance(recorded.event, Task.Started):
            self._under_way.set()
        self._view.saw(recorded)

    async def _finish(self, projector: Projector, relay: Relay) -> None:
        """Let read models and event stream get what happened last.

        Both go on from the store at the next start if that takes too long.
        """
        head = self._store.head()
        with anyio.move_on_after(LAST_EVENTS_S):
            while projector.position < head or relay.position < head:
                self._wake.notify()
                await anyio.sleep(0.01)
