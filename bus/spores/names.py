"""The names of spores: `<time>-<id>.spore.md`, in the order of publication.

A spore that was delivered before bears the number of deliveries:
`<time>-<id>.try2.spore.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bus.subjects import token

SUFFIX = ".spore.md"
_NAME = re.compile(
    r"(?P<time>\d{8}T\d{6}\.\d{6}Z)-(?P<id>[A-Za-z0-9_-]+)(\.try(?P<tries>\d+))?"
    r"\.spore\.md"
)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class SporeName:
    """The parts of a name. `id` is the message's id as a name, see `subjects.token`."""

    time: str
    id: str
    tries: int = 0

    @classmethod
    def parse(cls, text: str) -> SporeName | None:
        """Read a name, or tell that it is none of ours."""
        found = _NAME.fullmatch(text)
        if found is None:
            return None
        return cls(found["time"], found["id"], int(found["tries"] or 0))

    @property
    def key(self) -> str:
        """What stays the same over all deliveries; sorts by time."""
        return f"{self.time}-{self.id}"

    def __str__(self) -> str:
        tries = f".try{self.tries}" if self.tries else ""
        return f"{self.key}{tries}{SUFFIX}"


def time_text(moment: datetime) -> str:
    """Spell a moment as names do."""
    return f"{moment.astimezone(timezone.utc):%Y%m%dT%H%M%S.%f}Z"


class NameMaker:
    """Makes names in an order that follows the order of the calls."""

    def __init__(self) -> None:
        self._last = datetime.fromtimestamp(0, tz=timezone.utc)

    def make(self, message_id: str) -> SporeName:
        """Name a new spore."""
        now = datetime.now(tz=timezone.utc)
        self._last = max(now, self._last + _MICROSECOND)
        return SporeName(time_text(self._last), token(message_id))


def answer_name(correlation_id: str, message_id: str) -> str:
    """Name the answer to a message: by its correlation, and its own id if different."""
    parts = dict.fromkeys((token(correlation_id), token(message_id)))
    return "-".join(parts) + SUFFIX
