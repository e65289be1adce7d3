"""Dead letters as files: the message and its reason beside it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from bus.checks import one_line
from bus.errors import BadMessage
from bus.message import Message
from bus.ports import DeadLetter
from bus.spores import codec
from bus.spores.files import visible, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REASON = ".reason.txt"
UNKNOWN = "unknown"
"""The subject of a file that is no spore."""


def bury(folder: Path, path: Path, name: str, reason: str, *, tries: int = 1) -> None:
    """Move a file to the dead letters; the reason is there before it is."""
    at = datetime.now(tz=timezone.utc).isoformat()
    text = f"reason: {one_line(reason)}\ntries: {tries}\nat: {at}\n"
    write_whole(folder / f"{name}{REASON}", text)
    path.replace(folder / name)


def read_dead_letters(folder: Path, limit: int) -> list[DeadLetter]:
    """Read the dead letters, the oldest first."""
    return list(_letters(folder, _names(folder)[:limit]).values())


def find_dead_letters(folder: Path, message_id: str) -> dict[str, DeadLetter]:
    """Find the dead letters of a message, by file name, the oldest first."""
    letters = _letters(folder, _names(folder))
    return {
        n: letter for n, letter in letters.items() if letter.message.id == message_id
    }


def _letters(folder: Path, names: Iterable[str]) -> dict[str, DeadLetter]:
    """Read letters by file name; another process may remove some meanwhile."""
    found = {}
    for name in names:
        with suppress(FileNotFoundError):
            found[name] = _dead_letter(folder, name)
    return found


def remove_dead_letters(folder: Path, names: Iterable[str]) -> None:
    """Remove dead letters, each before its reason."""
    for name in names:
        (folder / name).unlink(missing_ok=True)
        (folder / f"{name}{REASON}").unlink(missing_ok=True)


def _names(folder: Path) -> list[str]:
    return [name for name in visible(folder) if not name.endswith(REASON)]


def _dead_letter(folder: Path, name: str) -> DeadLetter:
    text = (folder / name).read_text(encoding="utf-8", errors="replace")
    try:
        message = codec.from_text(text, fallback_id=name)
    except BadMessage:
        message = Message(subject=UNKNOWN, body=text, id=name)
    about = _reason(folder / f"{name}{REASON}")
    return DeadLetter(
        message=message,
        reason=about.get("reason", ""),
        tries=int(about.get("tries", "1")),
        at=datetime.fromisoformat(about["at"]) if "at" in about else message.sent_at,
    )


def _reason(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return dict(re.findall(r"^(\w+): (.*)$", text, re.MULTILINE))
