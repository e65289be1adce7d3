"""The inbox: putting spores in, claiming, settling and burying them.

A claim is a rename into the claiming process's folder, which one process alone can
win. All calls block; one thread makes them.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from hashlib import sha256
from typing import TYPE_CHECKING

from bus.errors import BadMessage
from bus.schedule import Schedule
from bus.spores import codec
from bus.spores.dead import bury
from bus.spores.files import sync_folder, visible, write_whole
from bus.spores.names import NameMaker, SporeName, time_text
from bus.subjects import token

if TYPE_CHECKING:
    from pathlib import Path

    from bus.message import Message
    from bus.spores.folders import Folders
    from bus.spores.owner import Owner

REAP_S = 2.0
# The clock of folders ticks in steps of some milliseconds: a folder that changed just
# before it was read may change again within the same tick.
TICK_NS = 50_000_000
# A line of text without a newline at its end may still be in writing.
SETTLED_S = 0.5


@dataclass(frozen=True)
class Claimed:
    """A spore in this process's hand."""

    name: SporeName
    path: Path
    message: Message
    tries: int

    @property
    def key(self) -> str:
        """What it is told apart by."""
        return self.name.key


@dataclass(frozen=True)
class ClaimedText:
    """A file with a line of text in this process's hand."""

    name: str
    path: Path
    line: str
    id: str


class Inbox:
    """One process's view of the inbox."""

    def __init__(self, folders: Folders, owner: Owner, ack_wait_s: float) -> None:
        self._folders = folders
        self._owner = owner
        self._ack_wait_s = ack_wait_s
        self._names = NameMaker()
        self._seen: set[str] = set()
        self._held: dict[str, Claimed] = {}
        self._schedule: Schedule[str] = Schedule()
        self._backlog: deque[SporeName] = deque()
        self.texts: deque[str] = deque()
        self._scanned_ns = -1
        self._reaped = 0.0

    # ------------------------------------------------------------ putting in

    def remember(self) -> None:
        """Learn the ids of all spores that are there already."""
        folders = [self._folders.inbox, self._folders.done, self._folders.dead]
        folders += [self._folders.work / name for name in visible(self._folders.work)]
        for folder in folders:
            names = (SporeName.parse(name) for name in visible(folder))
            self._seen.update(name.id for name in names if name is not None)

    def put(self, message: Message, *, again: bool = False) -> bool:
        """Write a spore durably, unless its id is known; tell whether it was new."""
        known = token(message.id) in self._seen
        if not known or again:
            name = self._names.make(message.id)
            write_whole(self._folders.inbox / str(name), codec.to_text(message))
            sync_folder(self._folders.inbox)
            self._seen.add(name.id)
        return not known

    # ------------------------------------------------------------ taking out

    def changed(self) -> bool:
        """Tell, quickly, whether the inbox may hold something new."""
        try:
            return self._folders.inbox.stat().st_mtime_ns != self._scanned_ns
        except OSError:
            return True  # and taking from it will say what is wrong

    def wait_s(self) -> float:
        """Tell in how many seconds something falls due again."""
        return min(self._schedule.wait_s(time.monotonic()), REAP_S)

    def take(self, limit: int) -> list[Claimed]:
        """Claim the oldest spores."""
        now = time.monotonic()
        if now - self._reaped >= REAP_S:
            self._reaped = now
            self._reap()
        taken = [self._again(key) for key in self._schedule.due(now)[:limit]]
        while len(taken) < limit and (self._backlog or self._scan()):
            claimed = self._claim(self._backlog.popleft())
            if claimed is not None:
                taken.append(claimed)
        return taken

    def take_text(self) -> ClaimedText | None:
        """Claim a file with a line of text."""
        while self.texts or (self.changed() and self._scan() and self.texts):
            claimed = self._claim_text(self.texts.popleft())
            if claimed is not None:
                return claimed
        return None

    # ------------------------------------------------------------ settling

    def finish(self, claimed: Claimed) -> None:
        """Move a spore to `done/`."""
        held = self._let_go(claimed)
        if held is not None:
            held.path.replace(self._folders.done / f"{held.key}.spore.md")

    def give_back(self, claimed: Claimed, delay_s: float) -> None:
        """Let a spore be due again in this process, which others take over from."""
        held = self._held.get(claimed.key)
        if held is not None and held.tries == claimed.tries:
            self._schedule.put(claimed.key, time.monotonic() + delay_s)

    def reject(self, claimed: Claimed, reason: str) -> None:
        """Move a spore to `dead/`."""
        held = self._let_go(claimed)
        if held is not None:
            name = f"{held.key}.spore.md"
            bury(self._folders.dead, held.path, name, reason, tries=claimed.tries)

    def finish_text(self, text: ClaimedText) -> None:
        """Move a file with a line of text to `done/`."""
        stamp = time_text(datetime.now(tz=timezone.utc))
        text.path.replace(self._folders.done / f"{stamp}-{text.name}")

    def leave(self) -> None:
        """Give back all that is held."""
        self._return_all(self._owner.folder)
        self._held.clear()
        self._owner.leave()

    # ------------------------------------------------------------ inside

    def _scan(self) -> bool:
        """Read the inbox; tell whether there are spores in it."""
        changed_ns = self._folders.inbox.stat().st_mtime_ns
        settled = True
        self._backlog.clear()
        self.texts.clear()
        for text in visible(self._folders.inbox):
            name = SporeName.parse(text)
            if name is not None:
                self._seen.add(name.id)
                self._backlog.append(name)
            else:
                settled = self._classify(text) and settled
        self._backlog = deque(sorted(self._backlog))
        quiet = time.time_ns() - changed_ns > TICK_NS
        self._scanned_ns = changed_ns if settled and quiet else -1
        return bool(self._backlog)

    def _classify(self, name: str) -> bool:
        """Sort in a file that a person made; tell whether its writer is done."""
        path = self._folders.inbox / name
        try:
            content = path.read_text(encoding="utf-8", errors="replace")
            age_s = time.time() - path.stat().st_mtime
        except (FileNotFoundError, IsADirectoryError):
            return True
        if not content.endswith("\n") and age_s < SETTLED_S:
            return False
        if codec.is_spore(content):
            stamp = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.utc)
            proper = SporeName(time_text(stamp), token(path.name.split(".")[0]))
            path.replace(self._folders.inbox / str(proper))
            self._backlog.append(proper)
        elif len(content.split("\n")) - content.endswith("\n") == 1 and content.strip():
            self.texts.append(name)
        else:
            bury(self._folders.dead, path, name, "it is no spore and no line of text")
        return True

    def _claim(self, name: SporeName) -> Claimed | None:
        tries = name.tries + 1
        path = self._owner.folder / str(replace(name, tries=tries))
        try:
            (self._folders.inbox / str(name)).rename(path)
        except FileNotFoundError:
            return None
        return self._read(name, path, tries)

    def _read(self, name: SporeName, path: Path, tries: int) -> Claimed | None:
        try:
            text = path.read_bytes().decode("utf-8")
            message = codec.from_text(text, fallback_id=name.key)
        except (BadMessage, UnicodeDecodeError) as error:
            bury(
                self._folders.dead,
                path,
                f"{name.key}.spore.md",
                str(error),
                tries=tries,
            )
            return None
        return self._hold(Claimed(name, path, message, tries))

    def _hold(self, claimed: Claimed) -> Claimed:
        self._held[claimed.key] = claimed
        self._schedule.put(claimed.key, time.monotonic() + self._ack_wait_s)
        return claimed

    def _again(self, key: str) -> Claimed:
        held = self._held[key]
        tries = held.tries + 1
        path = self._owner.folder / str(replace(held.name, tries=tries))
        held.path.rename(path)
        return self._hold(replace(held, path=path, tries=tries))

    def _let_go(self, claimed: Claimed) -> Claimed | None:
        self._schedule.drop(claimed.key)
        return self._held.pop(claimed.key, None)

    def _claim_text(self, name: str) -> ClaimedText | None:
        path = _unused(self._owner.folder, name)
        try:
            (self._folders.inbox / name).rename(path)
        except FileNotFoundError:
            return None
        content = path.read_text(encoding="utf-8", errors="replace")
        line = content.strip().lstrip("#").strip()
        stamp = path.stat().st_mtime_ns
        mark = sha256(f"{name}\n{stamp}\n{line}".encode()).hexdigest()[:32]
        return ClaimedText(name, path, line, mark)

    def _reap(self) -> None:
        with self._owner.dead() as folders:
            for folder in folders:
                self._return_all(folder)

    def _return_all(self, folder: Path) -> None:
        for name in visible(folder):
            (folder / name).rename(_unused(self._folders.inbox, name))


def _unused(folder: Path, name: str) -> Path:
    """Find a name that nothing bears yet, so that no file is ever written over."""
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{number}-{name}"
    return path
