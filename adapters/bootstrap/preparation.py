"""Everything that can be refused before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from adapters.agents.select import make_agent
from adapters.gates.choose import choose_gates
from adapters.git.repository import Repository, open_repository
from adapters.kiro.plans import KiroPlans
from adapters.nats_server.binary import find_binary
from adapters.nats_server.errors import NatsServerMissing
from adapters.processes.reaper import Reaper
from adapters.settings import environment
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.campaign.options import UpOptions
    from commands.ports import Agent, PlannedTask

SPECS = ".kiro/specs"


@dataclass(frozen=True)
class Prepared:
    """A campaign that may begin. `name` is the first choice for the swarm's name."""

    repository: Repository
    plans: KiroPlans
    specs: tuple[str, ...]
    planned: Sequence[PlannedTask]
    agent: Agent
    gates: tuple[str, ...]
    bus: str
    name: str
    reaper: Reaper
    to_do: int

    @property
    def state(self) -> Path:
        """The state folder of the repository, which may not exist yet."""
        return self.repository.root / ".swarm"


def prepare(options: UpOptions) -> Prepared:
    """Check all that a campaign needs.

    Raises:
        Refused: something is missing or wrong; nothing was changed.

    """
    repository = open_repository(options.repo, options.target or None)
    plans = KiroPlans(
        repository.root, options.order, landed=partial(_at_target, repository)
    )
    specs = options.specs or _only_spec(repository.root)
    planned = plans.read(specs)
    if not planned:
        raise Refused(
            f"{', '.join(specs)} has no tasks: write check boxes (- [ ] 1. …) into "
            "tasks.md"
        )
    if not options.agent:
        raise Refused(
            "no agent was named: say who works on the tasks, for example "
            "--agent 'command:…' or --agent recorded:FOLDER"
        )
    reaper = Reaper()
    # The same specs are the same campaign, in whatever order they are named.
    folders = tuple(sorted({task.spec for task in planned}))
    return Prepared(
        repository=repository,
        plans=plans,
        specs=folders,
        planned=planned,
        agent=make_agent(
            options.agent,
            root=repository.root,
            state=repository.root / ".swarm",
            environment=environment(),
            guard=reaper,
        ),
        gates=tuple(
            choose_gates(
                repository.root,
                options.gates,
                no_gate=options.no_gate,
                path=environment().get("PATH"),
            )
        ),
        bus=_bus(options.bus),
        name=_name(folders),
        reaper=reaper,
        to_do=_to_do(planned, optional=options.include_optional),
    )


def instance_names(count: int) -> list[str]:
    """Name the instances of a swarm."""
    return [f"kiro-{number}" for number in range(1, count + 1)]


def _to_do(planned: Sequence[PlannedTask], *, optional: bool) -> int:
    """Count the tasks that the campaign would work on."""
    return sum(
        1 for task in planned if not task.ticked and (optional or not task.optional)
    )


def _at_target(repository: Repository, path: str) -> bytes | None:
    """Read a file of the target branch, which may not have it."""
    name = f"{repository.target_ref}:{path}"
    answer = repository.git.ask("cat-file", "blob", name)
    return None if answer.code else answer.out


def _only_spec(root: Path) -> tuple[str, ...]:
    found = sorted(path.parent for path in (root / SPECS).glob("*/tasks.md"))
    if len(found) == 1:
        return (found[0].relative_to(root).as_posix(),)
    if not found:
        raise Refused(
            f"there is no plan below {SPECS}: name a spec folder with a tasks.md"
        )
    names = ", ".join(path.name for path in found)
    raise Refused(f"there are several plans: name one or more of {names}")


def _bus(wanted: str) -> str:
    if wanted not in {"auto", "nats"}:
        return wanted
    try:
        find_binary()
    except NatsServerMissing as missing:
        if wanted == "nats":
            raise Refused(str(missing)) from missing
        return "spores"
    return "nats"


def _name(specs: Sequence[str]) -> str:
    first = specs[0].rstrip("/").rsplit("/", 1)[-1]
    more = f"-and-{len(specs) - 1}-more" if len(specs) > 1 else ""
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in first) + more
