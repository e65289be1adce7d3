"""Brings the read models forward along the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projections.errors import ViewsUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bus.feed import EventFeed, Recorded
    from projections.ports import Put, ViewDatabase
    from projections.view import View

BATCH = 500
"""How many events one transaction takes, unless told."""

_POSITIONS = "SELECT projection, position FROM projection_positions"
_BEGIN = (
    "INSERT INTO projection_positions (projection, position) VALUES (:projection, 0)"
    " ON CONFLICT (projection) DO NOTHING"
)
_ADVANCE = (
    "UPDATE projection_positions SET position = :new"
    " WHERE projection = :projection AND position = :old"
)
_PARKED = "SELECT projection, aggregate_id, position FROM projection_parked"
_PARK = (
    "INSERT INTO projection_parked (projection, aggregate_id, position, event, reason)"
    " VALUES (:projection, :aggregate_id, :position, :event, :reason)"
    " ON CONFLICT (projection, aggregate_id) DO NOTHING"
)
_UNPARK = (
    "DELETE FROM projection_parked"
    " WHERE projection = :projection AND aggregate_id = :aggregate_id"
)


class Projector:
    """Applies events to views, a batch with its new position in one transaction.

    An event that a view cannot take is poison: the view parks the sequence of that
    aggregate from there on, and everything else goes on. One thread at a time may use
    a projector; a rival in another process is noticed by the positions and makes no
    harm.
    """

    def __init__(
        self, feed: EventFeed, database: ViewDatabase, views: Sequence[View]
    ) -> None:
        self._feed = feed
        self._database = database
        self._views = tuple(views)
        self._positions: dict[str, int] = {}
        self._parked: dict[tuple[str, str], int] = {}

    @property
    def position(self) -> int:
        """The position that every view has reached; 0 before the first run."""
        return min(self._positions.values(), default=0)

    def run_once(self, limit: int = BATCH) -> int:
        """Apply up to `limit` events; return how many the feed had.

        Raises:
            ViewsUnavailable: nothing was written; run again later.

        """
        if not self._positions:
            self._resume()
        events = self._feed.read(self.position, limit)
        if not events:
            return 0
        try:
            self._apply_all(events)
        except _Rival:
            self._positions.clear()
        return len(events)

    def run_until_current(self) -> int:
        """Apply everything that the feed has; return the position reached."""
        while self.run_once():
            pass
        return self.position

    def retry(self, projection: str, aggregate_id: str) -> None:
        """Apply the parked sequence of an aggregate after its cause was mended.

        It is parked again if an event of it still cannot be applied.
        """
        if not self._positions:
            self._resume()
        view = next(view for view in self._views if view.name == projection)
        key = (projection, aggregate_id)
        start, end = self._parked.get(key), self._positions[projection]
        if start is None:
            return
        with self._database.transaction() as put:
            put(_UNPARK, {"projection": projection, "aggregate_id": aggregate_id})
            parked = {k: v for k, v in self._parked.items() if k != key}
            for recorded in self._sequence(aggregate_id, start, end):
                self._try(put, view, recorded, parked)
        self._parked = parked

    def _sequence(self, aggregate_id: str, start: int, end: int) -> list[Recorded]:
        found: list[Recorded] = []
        after = start - 1
        while after < end and (events := self._feed.read(after, BATCH)):
            found += [
                recorded
                for recorded in events
                if recorded.aggregate_id == aggregate_id and recorded.position <= end
            ]
            after = events[-1].position
        return found

    def _resume(self) -> None:
        with self._database.transaction() as put:
            for view in self._views:
                put(_BEGIN, {"projection": view.name})
        known = {row["projection"]: row for row in self._database.rows(_POSITIONS, {})}
        self._positions = {
            view.name: known[view.name]["position"] for view in self._views
        }
        self._parked = {
            (row["projection"], row["aggregate_id"]): row["position"]
            for row in self._database.rows(_PARKED, {})
        }

    def _apply_all(self, events: Sequence[Recorded]) -> None:
        try:
            self._apply(events, careful=False)
        except (_Rival, ViewsUnavailable):
            raise
        except Exception:  # noqa: BLE001  (poison: find out which event it is)
            self._apply(events, careful=True)

    def _apply(self, events: Sequence[Recorded], *, careful: bool) -> None:
        new = events[-1].position
        parked = dict(self._parked)
        with self._database.transaction() as put:
            behind = [view for view in self._views if self._positions[view.name] < new]
            for view in behind:
                self._advance(put, view, new)
            for recorded in events:
                for view in behind:
                    if recorded.position <= self._positions[view.name]:
                        continue
                    if (view.name, recorded.aggregate_id) in parked:
                        continue
                    if careful:
                        self._try(put, view, recorded, parked)
                    else:
                        view.apply(put, recorded)
        self._positions.update(dict.fromkeys((view.name for view in behind), new))
        self._parked = parked

    def _advance(self, put: Put, view: View, new: int) -> None:
        old = self._positions[view.name]
        moved = put(_ADVANCE, {"projection": view.name, "old": old, "new": new})
        if not moved:
            raise _Rival

    @staticmethod
    def _try(
        put: Put, view: View, recorded: Recorded, parked: dict[tuple[str, str], int]
    ) -> None:
        key = (view.name, recorded.aggregate_id)
        if key in parked:
            return
        put("SAVEPOINT event", {})
        try:
            view.apply(put, recorded)
        except ViewsUnavailable:
            raise
        except Exception as error:  # noqa: BLE001  (poison has any form)
            put("ROLLBACK TO SAVEPOINT event", {})
            parked[key] = recorded.position
            put(
                _PARK,
                {
                    "projection": view.name,
                    "aggregate_id": recorded.aggregate_id,
                    "position": recorded.position,
                    "event": recorded.name,
                    "reason": f"{type(error).__name__}: {error}",
                },
            )
        put("RELEASE SAVEPOINT event", {})


class _Rival(Exception):
    """Another projector moved a view meanwhile."""
