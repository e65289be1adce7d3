"""Where the plan of a spec lies, and ticking it in place when git has it not."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.git.objects import read_objects
from adapters.git.runner import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.git.repository import Repository
    from commands.ports import Train

log = logging.getLogger(__name__)

_TRAILER = re.compile(rb"^(Swarm-Task|Swarm-Plan): (.*)$", re.MULTILINE)


def plan_path(repository: Repository, spec: str) -> str:
    """Give the plan file of a spec, relative to the root; "" for no spec.

    `spec` is a spec's folder or its plan, absolute or relative to the root.
    """
    if not spec:
        return ""
    path = Path(os.path.normpath(repository.root / spec))
    if path.suffix != ".md":
        path /= "tasks.md"
    return os.path.relpath(path, repository.root)


def is_inside(plan: str) -> bool:
    """Tell whether a plan lies in the repository."""
    return bool(plan) and not plan.startswith("../")


def tick_untracked(
    repository: Repository, train: Train, tick: Callable[[bytes, str], bytes]
) -> None:
    """Tick the tasks of a landed train in plans that git does not have.

    Such a plan is a file of the user's own; it is replaced whole or not at all.
    """
    tracked: dict[str, bool] = {}
    messages = read_objects(repository.git, list(train.merges.values()))
    for message in messages:
        said = dict(_TRAILER.findall(message or b""))
        plan = decode(said.get(b"Swarm-Plan", b""))
        path = repository.root / plan
        if not plan or not path.is_file():
            continue
        if plan not in tracked:
            tracked[plan] = _is_tracked(repository, train.head, plan)
        if tracked[plan]:
            continue
        task = decode(said.get(b"Swarm-Task", b""))
        try:
            _tick_file(path, task, tick)
        except (LookupError, ValueError, OSError) as error:
            log.warning("task %s is not ticked in %s: %s", task, plan, error)


def _is_tracked(repository: Repository, commit: str, path: str) -> bool:
    name = f"{commit}:{path}"
    return is_inside(path) and repository.git.succeeds("cat-file", "-e", name)


def _tick_file(path: Path, task: str, tick: Callable[[bytes, str], bytes]) -> None:
    path = path.resolve()
    before = path.read_bytes()
    after = tick(before, task)
    if after == before:
        return
    fresh = path.with_name(f".{path.name}.swarm-new")
    fresh.write_bytes(after)
    fresh.chmod(path.stat().st_mode & 0o7777)
    fresh.replace(path)
