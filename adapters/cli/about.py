"""`swarm --help` and `swarm --version`."""

from __future__ import annotations

from adapters.cli.rooms import ROOMS

GRAMMAR = """\
usage: swarm <command> [options]
       swarm <verb> [noun] [id] [modifiers] [key=value ...]
"""
EXAMPLES = """\
Anything else is a line of text for the running swarm:
  swarm status                           how it stands
  swarm status swarm detailed            with every task and instance
  swarm pause swarm                      start nothing new
  swarm resume swarm
  swarm stop swarm                       stop agents, keep their work
  swarm stop instance kiro-1 gracefully  an instance, with a modifier
  swarm 'reopen task 1.2 because="the rule was wrong"'
  swarm help                             all verbs and nouns
"""
OPTIONS = """\
Options for lines of text:
  -C, --repo DIR      the repository it is about (default: the one here)
  --json              print the answer as JSON
  --timeout SECONDS   how long to wait for an answer (default: 30)
  --debug             show where in the program an error comes from
  -h, --help          this text; after a command, its options
  -V, --version       the version

Exit status: 0 done, 1 refused or failed, 2 bad usage.
"""


def usage() -> str:
    """Write the text of `swarm --help`."""
    commands = "".join(
        f"  swarm {name:<8} {purpose}\n" for name, (_, purpose) in ROOMS.items()
    )
    return f"{GRAMMAR}\nCommands:\n{commands}\n{EXAMPLES}\n{OPTIONS}".rstrip("\n")


def version() -> str:
    """Write the text of `swarm --version`."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return f"swarm {installed('kiro-swarm')}"
    except PackageNotFoundError:
        return "swarm (not installed)"
