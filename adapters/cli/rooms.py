"""The commands that have a room of their own, as data.

All others are lines of the protocol and go to the running controller. A room is
`run(argv) -> exit status`; it is imported when its command is given, not before.
"""

from __future__ import annotations

ROOMS = {
    "up": ("adapters.cli.up:run", "run a plan until all of it is integrated"),
    "demo": ("adapters.cli.demo:run", "build a small project and run its plan"),
    "plan": ("adapters.cli.plan:run", "show how a plan would be run"),
    "parse": ("adapters.cli.parse:run", "show how a line of text is understood"),
    "help": ("adapters.cli.help:run", "explain the grammar, a verb or a noun"),
}
