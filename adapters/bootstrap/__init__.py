"""The composition root: what is plugged into what, and in which order it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.campaign.options import UpOptions
    from adapters.campaign.report import UpReport
    from adapters.campaign.view import ProgressView


def up(options: UpOptions, view: ProgressView) -> UpReport:
    """Run a campaign to its end, as `swarm up` does.

    Raises:
        Refused: it cannot begin; nothing was changed.

    """
    from adapters.bootstrap.campaign import run

    return run(options, view)
