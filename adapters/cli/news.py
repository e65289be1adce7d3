"""What is new in the feed, for the views."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from adapters.campaign.progress import Campaigns
from adapters.cli.lines import describe

if TYPE_CHECKING:
    from adapters.campaign.progress import Progress
    from bus.feed import Recorded

log = logging.getLogger(__name__)


def now() -> datetime:
    """Tell the time as events bear it."""
    return datetime.now(tz=timezone.utc)


class News:
    """Folds the feed, and tells what happened since it was made."""

    def __init__(self) -> None:
        self._campaigns = Campaigns()
        self._began = now()

    @property
    def current(self) -> Progress | None:
        """The swarm that runs, once it is known."""
        return self._campaigns.current

    def take(self, recorded: Recorded) -> str:
        """Fold an event; give its line, or "" when it is history or not worth one.

        Never raises: showing a run must not end it.
        """
        try:
            progress = self._campaigns.see(recorded)
            if progress is None or not self.is_new(recorded):
                return ""
            line = describe(recorded, progress)
        except Exception:
            log.exception("event %d cannot be shown", recorded.position)
            return ""
        return self.at(recorded.at, line) if line else ""

    def is_new(self, recorded: Recorded) -> bool:
        """Tell whether an event happened since this was made."""
        return recorded.at >= self._began

    def at(self, moment: datetime, text: str) -> str:
        """Put the seconds since the beginning before a text."""
        return f"{self.elapsed_s(moment):.1f}s {text}"

    def elapsed_s(self, moment: datetime) -> float:
        """Tell how long after the beginning a moment is, in seconds."""
        return (moment - self._began).total_seconds()
