"""`swarm up`: runs a plan until all of it is integrated."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Callable

from adapters.campaign.errors import CampaignBroken
from adapters.campaign.options import BUSES, UpOptions, default_instances
from adapters.cli.arguments import Parser
from adapters.cli.errors import BadUsage, CommandLineError
from domain.errors import Refused
from domain.plan.order import POLICIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.campaign.report import UpReport

DONE, NOT_DONE = 0, 1
MOST_INSTANCES = 64

EPILOG = """\
agents:
  command:CMD     any command line; the brief comes on stdin, facts in SWARM_*
                  variables, and the current folder is the instance's worktree
  recorded:DIR    recorded patches, one per task

A task counts as done only when its commit is on the target branch behind the gates.
Exit status: 0 every required task is integrated, 1 some are not, 2 bad usage.
"""


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isdecimal() and lowest <= int(text) <= highest:
            return int(text)
        raise argparse.ArgumentTypeError(
            f"a whole number from {lowest} to {highest} is needed, not {text!r}"
        )

    return read


def make_parser() -> argparse.ArgumentParser:
    """Declare the options of `swarm up`."""
    parser = Parser(
        prog="swarm up",
        description="Run a plan until every required task of it is integrated.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("specs", nargs="*", metavar="SPEC", help="folders or names of Kiro specs")
    add("-C", "--repo", default=".", metavar="DIR", help="the repository (default: .)")
    add(
        "-n",
        "--instances",
        type=_whole(1, MOST_INSTANCES),
        default=default_instances(),
        metavar="N",
        help="agents at the same time (default here: %(default)s)",
    )
    add("--agent", default="", metavar="AGENT", help="who does the work, see below")
    add(
        "--gate",
        action="append",
        default=[],
        metavar="CMD",
        help="a command that must pass on what lands; may be given several times",
    )
    add("--no-gate", action="store_true", help="land without any gate")
    add("--target", default="", metavar="BRANCH", help="default: the current branch")
    add("--bus", choices=BUSES, default="auto", help="how messages travel")
    add("--order", choices=POLICIES, default="", help="where the plan declares none")
    add("--include-optional", action="store_true", help="do optional tasks, too")
    add(
        "--tries",
        type=_whole(1, 100),
        default=3,
        metavar="N",
        help="how often a task may fail before it is given up (default: %(default)s)",
    )
    add("--json", action="store_true", help="print one JSON object at the end")
    add("--quiet", action="store_true", help="show no progress")
    add("--debug", action="store_true", help="show where an error comes from")
    return parser


def read_options(argv: Sequence[str]) -> UpOptions:
    """Understand the words after `swarm up`.

    Raises:
        BadUsage: they cannot be understood; the message says why.

    """
    given = vars(make_parser().parse_intermixed_args(list(argv)))
    if given["gate"] and given["no_gate"]:
        raise BadUsage("--gate and --no-gate exclude each other: give one of them")
    repo = Path(given["repo"])
    if not repo.is_dir():
        raise BadUsage(f"there is no folder {repo}: name the repository with --repo")
    return UpOptions(
        specs=tuple(given["specs"]),
        repo=repo.resolve(),
        instances=given["instances"],
        agent=given["agent"],
        gates=tuple(given["gate"]),
        no_gate=given["no_gate"],
        target=given["target"],
        bus=given["bus"],
        order=given["order"],
        include_optional=given["include_optional"],
        tries=given["tries"],
        json=given["json"],
        quiet=given["quiet"],
        debug=given["debug"],
    )


def run(argv: list[str]) -> int:
    """Run `swarm up`; returns its exit status.

    Raises:
        BadUsage: the options cannot be understood, or the run was refused before it
            began.
        CommandLineError: the run broke off.

    """
    options = read_options(argv)
    # A log that cannot be written (a full disk) is no reason to fill the terminal.
    logging.raiseExceptions = False
    from adapters.bootstrap import up
    from adapters.cli.disk import told
    from adapters.cli.report_text import render_json, render_report
    from adapters.cli.views import open_view

    view = open_view(options, sys.stdout, sys.stderr)
    try:
        report = up(options, view)
    except Refused as refusal:
        raise BadUsage(str(refusal)) from refusal
    except CampaignBroken as broken:
        if options.debug:
            raise
        view.close()
        # What was done until then is told all the same.
        so_far: UpReport | None = getattr(broken, "report", None)
        if so_far is not None:
            print(render_json(so_far) if options.json else render_report(so_far))
        raise CommandLineError(told(broken) or str(broken)) from broken
    finally:
        view.close()
    print(render_json(report) if options.json else render_report(report))
    return DONE if report.done else NOT_DONE
