"""The composition root: what is plugged into what, and in which order it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.campaign.options import UpOptions
    from adapters.campaign.report import UpReport
    from adapters.campaign.view import ProgressView
    from bus.ports import DeadLetter


def up(options: UpOptions, view: ProgressView) -> UpReport:
    """Run a campaign to its end, as `swarm up` does.

    Raises:
        Refused: it cannot begin; nothing was changed.

    """
    from adapters.bootstrap.campaign import run

    return run(options, view)


def dead_spores(state: Path, most: int) -> Sequence[DeadLetter]:
    """List at most so many dead letters that lie in files, with nothing running."""
    from bus.spores.dead import read_dead_letters

    folder = state / "spores" / "dead"
    return read_dead_letters(folder, most) if folder.is_dir() else ()
