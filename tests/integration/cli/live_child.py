"""A program that shows a story on its terminal, until it is told how to end."""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from adapters.campaign.options import UpOptions
from adapters.cli.views import open_view
from tests.unit.campaign.story import Story


def main() -> None:
    view = open_view(UpOptions(), sys.stdout, sys.stderr)
    view.note("before the picture")
    story = Story(began=datetime.now(tz=timezone.utc))
    task, kiro = story.task("1.1", title="Add a cart"), story.instance("kiro-1")
    story.starts(task, kiro)
    for recorded in story.told:
        view.saw(recorded)
    end = sys.stdin.readline().strip()
    view.note("while it is shown")
    if end == "fail":
        raise RuntimeError(end)
    if end == "exit":
        sys.exit(3)
    view.close()
    view.close()
    print("the report")


main()
