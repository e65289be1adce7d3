"""A whole campaign without git and agents: real core, in-memory outside.

The world's outside misbehaves on request, by task: `failures` first attempts that
fail, `conflicts` candidates that do not merge, `bad` commits that fail the gate,
`moves` landings that find the target moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import anyio

from adapters.sql.store import SqlStore, open_store
from bus import subjects
from bus.feed import Recorded
from bus.memory import MemoryTransport
from bus.wake import Wake
from commands.executors.attempts import AttemptExecutor
from commands.executors.integrations import IntegrationExecutor
from commands.handlers.registry import handlers
from commands.order import Order
from commands.ports import (
    Assignment,
    Candidate,
    Conflict,
    GateResult,
    Landing,
    Outcome,
    PlannedTask,
    Train,
    Workspace,
)
from commands.processor import CommandProcessor
from commands.protocol.result import Result
from commands.reactor import Reactor
from commands.sender import Sender
from domain.board import Board


def planned(task: str, *needs: str, **changed: object) -> PlannedTask:
    facts: dict[str, object] = {
        "task": task,
        "title": f"Task {task}",
        "spec": ".kiro/specs/s",
        "line": 1,
        "optional": False,
        "ticked": False,
        "depends_on": needs,
        "brief": {"details": "", "requirements": [], "design": "", "policy": []},
    }
    return PlannedTask(**{**facts, **changed})  # type: ignore[arg-type]


@dataclass
class World:
    """The outside: plan, worktrees, target branch, agents and gates in memory."""

    root: Path
    plan: Sequence[PlannedTask]
    failures: Counter[str] = field(default_factory=Counter)
    conflicts: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    target: list[str] = field(default_factory=lambda: ["base"])
    worked: list[tuple[str, int, str]] = field(default_factory=list)
    carried: dict[tuple[str, int], str] = field(default_factory=dict)
    contexts: dict[tuple[str, int], str] = field(default_factory=dict)
    gated: list[str] = field(default_factory=list)
    rescued: list[tuple[str, int]] = field(default_factory=list)
    no_rescue: bool = False
    broken: str = ""
    padding: int = 0
    conflicting: list[str] = field(default_factory=lambda: ["a.txt"])
    detail: str = "<<<<<<<"
    files: int = 1
    hold: anyio.Event | None = None
    busy: int = 0
    busiest: int = 0

    # plans
    def read(self, specs: Sequence[str]) -> Sequence[PlannedTask]:
        return self.plan

    def break_at(self, step: str) -> None:
        if self.broken == step:
            raise OSError("there is no such branch")

    # workspaces
    def prepare(
        self, *, swarm: str, instance: str, task: str, attempt: int, carry: str
    ) -> Workspace:
        self.break_at("prepare")
        self.carried[task, attempt] = carry
        return Workspace(self.root, f"swarm/{swarm}/{task}/{attempt}", self.target[-1])

    def collect(
        self, workspace: Workspace, *, task: str, attempt: int, title: str
    ) -> tuple[str, Sequence[str]]:
        pad = "x" * self.padding
        return f"commit-{task}-{attempt}{pad}", [f"{task}.txt"] * self.files

    def rescue(self, *, instance: str, task: str, attempt: int) -> str:
        if self.no_rescue:
            raise OSError("no space left on device")
        self.rescued.append((task, attempt))
        return f"refs/swarm/rescue/{task}/{attempt}"

    def release(self, *, swarm: str) -> Sequence[str]:
        return []

    # agent
    async def work(self, assignment: Assignment) -> Outcome:
        key = (assignment.task, assignment.attempt, assignment.instance)
        self.worked.append(key)
        self.contexts[assignment.task, assignment.attempt] = assignment.context
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            if self.hold is not None:
                await self.hold.wait()
            await anyio.lowlevel.checkpoint()
        finally:
            self.busy -= 1
        if self.failures[assignment.task] > 0:
            self.failures[assignment.task] -= 1
            return Outcome(done=False, reason="exit status 1", busy_s=0.5)
        return Outcome(done=True, busy_s=1.0)

    # integrator
    def build(
        self, *, integration: str, target: str, candidates: Sequence[Candidate]
    ) -> Train:
        self.break_at("build")
        merges: dict[str, str] = {}
        left: list[Conflict] = []
        for candidate in candidates:
            if self.conflicts[candidate.task] > 0:
                self.conflicts[candidate.task] -= 1
                left.append(
                    Conflict(candidate.task, self.conflicting, ["9"], self.detail)
                )
            else:
                merges[candidate.task] = (
                    f"merge-{candidate.commit}-on-{self.target[-1]}"
                )
        head = list(merges.values())[-1] if merges else self.target[-1]
        return Train(self.target[-1], head, merges, left)

    def land(self, *, integration: str, target: str, train: Train) -> Landing:
        if self.moves > 0:
            self.moves -= 1
            self.target.append(f"somebody-{self.moves}")
        if self.target[-1] != train.base:
            return Landing(landed=False, found=self.target[-1])
        self.target.extend(train.merges.values())
        return Landing(landed=True, found=train.head, checkout="forwarded")

    def head(self, target: str) -> str:
        return self.target[-1]

    # gates
    async def check(self, *, integration: str, head: str) -> Sequence[GateResult]:
        self.gated.append(head)
        for task in [task for task, times in self.bad.items() if times > 0]:
            if f"commit-{task}-" in head or len(self.gated) % 2:
                self.bad[task] -= 1
                return [GateResult("pytest", "failed", 0.1, excerpt="E assert")]
        return [GateResult("pytest", "passed", 0.1)]


class Campaign:
    """One controller on the world; make another one to see what a restart does."""

    def __init__(self, world: World, folder: Path, swarm: str = "s") -> None:
        self.world = world
        self.store: SqlStore = open_store(folder / "swarm.db")
        self.bus = MemoryTransport()
        self.board = Board(swarm)
        self.wake = Wake()
        self.seen: list[Recorded] = []
        self.swarm = swarm

    async def run(
        self, begin: str = "launch", instances: int = 2, **settings: object
    ) -> None:
        """Run to the end, whatever that is."""
        await self.bus.open()
        async with anyio.create_task_group() as group:
            sender = self.sender()
            reactor = self.reactor(group, sender)
            await reactor.catch_up()
            group.start_soon(self.processor().run)
            facts = {"id": self.swarm, "settings": settings}
            if begin == "launch":
                facts.update(target="main", specs=["x"])
            else:
                plan = {task.task for task in self.world.plan}
                dropped = [name for name in self.board.tasks if name not in plan]
                facts.update({"dropped": dropped} if dropped else {})
            await self.ask(sender, Order(begin, "swarm", facts))
            for number in range(1, instances + 1):
                who = {"id": f"kiro-{number}", "swarm": self.swarm}
                what = {"colour": "#007fff", "agent": "a", "host": "h"}
                await self.ask(sender, Order("join", "instance", {**who, **what}))
            await reactor.run()
            group.cancel_scope.cancel()

    async def ask(self, sender: Sender, order: Order) -> Result:
        result = await sender.ask(order)
        assert result.success, result.message
        return result

    def processor(self) -> CommandProcessor:
        return CommandProcessor(
            consumer=self.bus,
            answers=self.bus,
            store=self.store,
            handlers=handlers(self.world),
            committed=self.wake.notify,
        )

    def sender(self) -> Sender:
        return Sender(
            publisher=self.bus,
            answers=self.bus,
            subject=partial(subjects.action, "default"),
            actor="test",
            correlation_id="c0ffee",
        )

    def reactor(self, group: anyio.abc.TaskGroup, sender: Sender) -> Reactor:
        return Reactor(
            board=self.board,
            feed=self.store,
            sender=sender,
            executors=(
                AttemptExecutor(
                    group=group,
                    sender=sender,
                    workspaces=self.world,
                    agent=self.world,
                    log_of=lambda *names: self.world.root / "-".join(map(str, names)),
                ),
                IntegrationExecutor(
                    group=group, sender=sender, integrator=self.world, gates=self.world
                ),
            ),
            wake=self.wake,
            saw=self.seen.append,
        )

    @property
    def states(self) -> dict[str, str]:
        return {name: card.state for name, card in self.board.tasks.items()}
