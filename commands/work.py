"""The unit of work of one command: what was loaded and what will be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from domain.aggregate import Root
from domain.errors import Refused

if TYPE_CHECKING:
    from uuid import UUID

    from commands.ports import EventStore

A = TypeVar("A", bound=Root)


class Work:
    """Loads aggregates once and knows which of them changed."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._loaded: dict[UUID, Root] = {}

    def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Give the aggregate, or None if there is none yet."""
        if aggregate_id not in self._loaded:
            loaded = self._store.load(kind, aggregate_id)
            if loaded is None:
                return None
            self._loaded[aggregate_id] = loaded
        return cast("A", self._loaded[aggregate_id])

    def get(self, kind: type[A], aggregate_id: UUID, name: str) -> A:
        """Give the aggregate called `name`.

        Raises:
            Refused: there is none.

        """
        found = self.find(kind, aggregate_id)
        if found is None:
            raise Refused(f"there is no {kind.kind} {name}")
        return found

    def add(self, aggregate: Root) -> None:
        """Take in an aggregate that was made just now."""
        self._loaded[aggregate.id] = aggregate

    @property
    def changed(self) -> list[Root]:
        """The aggregates with events that are not saved yet."""
        return [root for root in self._loaded.values() if root.pending_events]
