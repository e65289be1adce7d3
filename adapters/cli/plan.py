"""`swarm plan`: shows how a plan would be run, and why in that order."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.cli.arguments import Parser
from adapters.cli.errors import BadUsage
from domain.errors import Refused
from domain.plan.order import POLICIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.kiro.reading import Reading

FINE, CANNOT_RUN = 0, 2

EPILOG = """\
A SPEC is the name of a folder in .kiro/specs, a path of one, or the path of its
tasks.md. With no SPEC the only one there is is shown.

Exit status: 0 the plan is shown and can be run, 2 it cannot be run (a cycle, an
unknown dependency, no task) or the command line is wrong.
"""


def make_parser() -> argparse.ArgumentParser:
    """Declare the options of `swarm plan`."""
    parser = Parser(
        prog="swarm plan",
        description="Show the tasks of a plan, what each waits for, and why.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("specs", nargs="*", metavar="SPEC", help="folders or names of Kiro specs")
    add(
        "-C", "--repo", default="", metavar="DIR", help="the repository (default: here)"
    )
    add("--order", choices=POLICIES, default="", help="where the plan declares none")
    add("--json", action="store_true", help="print one JSON object")
    add("--debug", action="store_true", help="show where an error comes from")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run `swarm plan`; returns its exit status.

    Raises:
        BadUsage: the command line is wrong, or there is no such spec.

    """
    given = make_parser().parse_intermixed_args(list(argv))
    if given.repo and not Path(given.repo).is_dir():
        raise BadUsage(
            f"there is no folder {given.repo}: name the repository with --repo"
        )
    from adapters.kiro.plans import KiroPlans

    try:
        plans = KiroPlans(_root(given.repo), given.order)
        reading = plans.look(given.specs)
    except Refused as refused:
        raise BadUsage(str(refused)) from refused
    return show(reading, plans.order, as_json=given.json)


def show(reading: Reading, order: str, *, as_json: bool) -> int:
    """Print the plan; give the exit status."""
    from adapters.cli import plan_text

    shape = plan_text.measure(reading.plan)
    if as_json:
        print(plan_text.to_json(reading.plan, shape, order))
    else:
        print(plan_text.to_text(reading.plan, shape, order))
    errors = [remark for remark in reading.plan.remarks if remark.error]
    for remark in errors:
        print(
            f"swarm: {remark.spec}/tasks.md:{remark.line}: {remark.message}",
            file=sys.stderr,
        )
    return CANNOT_RUN if errors else FINE


def _root(repo: str) -> Path:
    """Find the repository: the folder that is named, or the nearest one above."""
    if repo:
        return Path(repo).resolve()
    here = Path.cwd()
    for sign in (".kiro", ".git"):
        for folder in (here, *here.parents):
            if (folder / sign).exists():
                return folder
    return here
