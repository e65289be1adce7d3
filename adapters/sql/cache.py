"""Aggregates that were used lately, so that a load replays only what came since."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from domain.aggregate import Root


class AggregateCache:
    """Keeps up to `size` aggregates, each as a copy that nobody else touches.

    A copy is the truth about its version for ever, because events never change; what
    a loader must add are the events after it. Safe to use from many threads.
    """

    def __init__(self, size: int = 1000) -> None:
        self._size = size
        self._kept: OrderedDict[UUID, Root] = OrderedDict()
        self._lock = Lock()

    def get(self, aggregate_id: UUID) -> Root | None:
        """Give a copy of the newest known version, or None."""
        with self._lock:
            kept = self._kept.get(aggregate_id)
            if kept is None:
                return None
            self._kept.move_to_end(aggregate_id)
        return _copy(kept)

    def put(self, aggregate: Root) -> None:
        """Keep a copy of an aggregate that has no pending events."""
        copy = _copy(aggregate)
        with self._lock:
            self._keep(copy)

    def adopt(self, other: AggregateCache) -> None:
        """Take over the copies of a cache that is not used any more."""
        with self._lock:
            for kept in other._kept.values():
                self._keep(kept)

    def _keep(self, copy: Root) -> None:
        kept = self._kept.get(copy.id)
        if kept is None or kept.version < copy.version:
            self._kept[copy.id] = copy
            self._kept.move_to_end(copy.id)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)


def _copy(aggregate: Root) -> Root:
    """Copy an aggregate and the containers in it; the leaves are immutable."""
    copy: Root = object.__new__(type(aggregate))
    vars(copy).update(
        {name: _copy_value(value) for name, value in vars(aggregate).items()}
    )
    return copy


def _copy_value(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return {key: _copy_value(item) for key, item in value.items()}
    if kind is list:
        return [_copy_value(item) for item in value]
    if kind is set:
        return set(value)
    return value
