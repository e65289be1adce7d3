"""The folders of a spore transport."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bus.spores.files import remove_stale_drafts

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """Where what lies: see `docs/reference/subjects.md`."""

    root: Path

    @property
    def inbox(self) -> Path:
        """Actions that wait, and lines of text that people put there."""
        return self.root / "inbox"

    @property
    def work(self) -> Path:
        """What is in some process's hand."""
        return self.root / "work"

    @property
    def outbox(self) -> Path:
        """Answers."""
        return self.root / "outbox"

    @property
    def done(self) -> Path:
        """What was settled, for a while."""
        return self.root / "done"

    @property
    def dead(self) -> Path:
        """What was rejected or broken, each with a `.reason.txt` beside it."""
        return self.root / "dead"

    @property
    def events(self) -> Path:
        """The copy of the event log."""
        return self.root / "events"

    def make(self) -> None:
        """Make what is missing."""
        every = (
            self.inbox,
            self.work,
            self.outbox,
            self.done,
            self.dead,
            self.events,
        )
        for folder in every:
            folder.mkdir(parents=True, exist_ok=True)
        remove_stale_drafts((self.inbox, self.outbox, self.dead))
