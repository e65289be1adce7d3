"""The console script `swarm`: finds out what is asked for, and by whom it is done.

Nothing heavy is imported here: `swarm --help` and `swarm status` answer at once.
"""

from __future__ import annotations

import gc
import os
import sys

from adapters import settings
from adapters.cli.errors import CommandLineError
from adapters.cli.rooms import ROOMS
from adapters.cli.words import leading, understand

TYPE_CHECKING = False  # importing typing would cost `swarm status` 10 ms
if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130


def main() -> None:
    """Run the command line of this process and exit with its status."""
    status = run(sys.argv[1:])
    # Nothing is left to do: without this the interpreter looks through everything
    # that was imported once more before it ends (60 ms after `swarm up`).
    gc.freeze()
    sys.exit(status)


def run(argv: Sequence[str]) -> int:
    """Carry out a command line.

    Returns the exit status: 0 done, 1 refused or failed, 2 bad usage, 130
    interrupted. Errors are sentences on stderr; with `--debug` or `SWARM_DEBUG`
    they are raised.
    """
    debug = "--debug" in argv or settings.debug()
    _never_fail_to_print()
    try:
        status = _dispatch(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except CommandLineError as error:
        return _say(str(error), error.status)
    except Exception as error:
        if debug:
            raise
        from adapters.cli.disk import told

        return _say(
            told(error)
            or f"something went wrong in swarm itself: {type(error).__name__}: {error}\n"
            "say it again with --debug to see where",
            FAILED,
        )
    return status


def _dispatch(argv: Sequence[str]) -> int:
    options, rest = leading(argv)
    if rest and rest[0] in ROOMS:
        return _enter(rest[0], [*rest[1:], *options])
    asked = understand(argv)
    if "version" in asked.flags:
        from adapters.cli.about import version

        print(version())
        return DONE
    if "help" in asked.flags or not asked.words:
        from adapters.cli.about import usage

        print(usage())
        return DONE
    from adapters.cli.line import send

    return send(asked)


def _enter(name: str, argv: list[str]) -> int:
    from importlib import import_module

    module, function = ROOMS[name][0].split(":")
    status: int = getattr(import_module(module), function)(argv)
    return status


def _never_fail_to_print() -> None:
    """Write what the terminal's encoding lacks as escapes instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _say(text: str, status: int) -> int:
    print(f"swarm: {text}", file=sys.stderr)
    return status


def _forget_stdout() -> None:
    """Let the interpreter flush into nothing on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
