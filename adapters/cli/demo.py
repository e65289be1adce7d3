"""`swarm demo`: builds a small project and lets a swarm finish it."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTANCES = "4"
PASSED_ON = ("json", "quiet", "debug")

ABOUT = """\
Build a small Python project with a Kiro plan of 17 tasks in a new folder, and run
`swarm up` on it: four instances replay recorded work, pytest is the gate. On purpose,
one task fails at first, and two tasks edit the same lines at the same time.
"""

BEFORE = """\
The project `plainly` and its plan stand in {folder}
Four instances work on it now: recorded work on real worktrees, behind a real gate.
Watch for task 2.3, which fails at first, and for 2.1 and 2.2, which edit the same lines.
"""

AFTER = """\
The project is in {folder}
  cd {quoted}
  git log --graph --oneline                 each task is a branch that was merged
  git log --first-parent --stat             what landed, in order, behind the gate
  cat .kiro/specs/{spec}/tasks.md    the plan, ticked
  {swarm} status    the last state, with nothing running
"""


def run(argv: Sequence[str]) -> int:
    """Run `swarm demo`; returns the exit status of `swarm up`.

    Raises:
        BadUsage: the options cannot be understood, or something needed is missing.

    """
    given = _parse(argv)
    if find_spec("pytest") is None:
        raise BadUsage(
            f"the demo's gate is pytest, which {sys.executable} has not: "
            "install kiro-swarm with the extra `demo`"
        )
    folder = _prepare(given.folder)
    words = sys.stderr if given.json else sys.stdout
    print(BEFORE.format(folder=folder), file=words, flush=True)
    from adapters.cli import up
    from adapters.demo.builder import SPEC

    try:
        status = up.run(_up_arguments(folder, given))
    finally:
        if given.keep:
            quoted = shlex.quote(str(folder))
            text = AFTER.format(
                folder=folder, quoted=quoted, spec=SPEC, swarm=_this_program()
            )
            print("", text, sep="\n", end="", file=words, flush=True)
    if not given.keep:
        shutil.rmtree(folder)
    return status


def _this_program() -> str:
    """Write the program as it can be called from another folder."""
    found = shutil.which("swarm")
    own = Path(sys.argv[0]).absolute()
    if own.name != "swarm" or not own.is_file():
        return "swarm"
    if found and Path(found).samefile(own):
        return "swarm"
    return shlex.quote(str(own))


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="swarm demo", description=ABOUT, allow_abbrev=False
    )
    add = parser.add_argument
    add("--folder", default="", metavar="DIR", help="where (default: a temporary one)")
    add("--instances", "-n", default=INSTANCES, metavar="N", help="default: 4")
    add("--bus", default="auto", help="how messages travel, as for `swarm up`")
    add("--json", action="store_true", help="print one JSON object at the end")
    add("--quiet", action="store_true", help="show no progress")
    add("--debug", action="store_true", help="show where an error comes from")
    add(
        "--keep",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether the folder stays when all is done",
    )
    return parser.parse_args(list(argv))


def _prepare(name: str) -> Path:
    """Build the project, or find the one that an earlier demo was stopped in."""
    from adapters.demo import builder

    folder = Path(name or tempfile.mkdtemp(prefix="swarm-demo-")).expanduser().resolve()
    if builder.is_built(folder):
        return folder
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise BadUsage(
            f"{folder} is there and holds something else: name another folder "
            "with --folder, or none"
        )
    try:
        builder.build(folder)
    except OSError as error:
        raise BadUsage(f"{folder} cannot be written: {error}") from error
    return folder


def _up_arguments(folder: Path, given: argparse.Namespace) -> list[str]:
    from adapters.demo.builder import RECORDINGS, SPEC

    # Whatever plugins pytest has here, the demo's tests need none.
    gate = (
        f"PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 {shlex.quote(sys.executable)} -m pytest -q"
    )
    arguments = [SPEC, "--repo", str(folder), "--instances", given.instances]
    arguments += ["--agent", f"recorded:{RECORDINGS}", "--gate", gate]
    arguments += ["--bus", given.bus]
    return arguments + [f"--{flag}" for flag in PASSED_ON if getattr(given, flag)]
