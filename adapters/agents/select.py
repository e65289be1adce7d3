"""Makes an agent from the text of `--agent`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.agents.command import CommandAgent
from adapters.processes.shell import missing_program
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.processes.run import Guard
    from commands.ports import Agent

_KINDS = "`command:CMD` (any shell command) and `recorded:DIR` (a folder of patches)"


def make_agent(  # noqa: PLR0913
    text: str,
    *,
    root: Path,
    state: Path,
    environment: Mapping[str, str],
    guard: Guard | None = None,
    time_limit_s: float | None = None,
) -> Agent:
    """Make the agent that `text` asks for: `command:CMD` or `recorded:DIR`.

    `root` is the repository; relative programs and folders are looked up there.
    `environment` is the one we were given.

    Raises:
        Refused: there is no such kind, program or folder.

    """
    kind, colon, rest = text.partition(":")
    rest = rest.strip()
    if kind not in {"command", "recorded"} or not colon or not rest:
        raise Refused(f"there is no agent {text!r}: agents are {_KINDS}")
    if kind == "recorded":
        return _recorded(Path(rest).expanduser(), root)
    missing = missing_program(rest, root=root, path=environment.get("PATH"))
    if missing:
        where = f"below {root}" if "/" in missing else "on PATH"
        raise Refused(
            f"the agent command {rest!r} starts with {missing!r}, and there is no such "
            f"program {where}: install it, or give another `--agent`"
        )
    return CommandAgent(
        rest,
        state=state,
        environment=environment,
        guard=guard,
        time_limit_s=time_limit_s,
    )


def _recorded(folder: Path, root: Path) -> Agent:
    from adapters.agents.recorded import RecordedAgent

    found = folder if folder.is_dir() else root / folder
    if not found.is_dir():
        raise Refused(
            f"there is no folder {folder} with recorded patches: give one that exists "
            "with `--agent recorded:DIR`"
        )
    return RecordedAgent(found.resolve())
