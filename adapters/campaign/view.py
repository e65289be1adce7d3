"""What shows a run to a person while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bus.feed import Recorded


class ProgressView(Protocol):
    """Shows a run. No call blocks, raises, or needs to come from a certain thread."""

    def saw(self, recorded: Recorded) -> None:
        """Take the next event of the feed, from the first one of the store on.

        Those from before the view was made are taken as history and not announced.
        """
        ...

    def note(self, text: str) -> None:
        """Show a sentence that is not in any event."""
        ...

    def close(self) -> None:
        """Give the terminal back as it was; may be called twice."""
        ...
