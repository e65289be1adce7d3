"""What falls due when: the redelivery of messages by time."""

from __future__ import annotations

import heapq
from typing import Generic, TypeVar

K = TypeVar("K", int, str)


class Schedule(Generic[K]):
    """Keys with the moment each falls due; a key has one moment, the latest put.

    Moments are seconds of any clock, the same for all calls.
    """

    def __init__(self) -> None:
        self._moments: dict[K, float] = {}
        self._queue: list[tuple[float, K]] = []

    def __contains__(self, key: K) -> bool:
        return key in self._moments

    def put(self, key: K, moment: float) -> None:
        """Let the key fall due at `moment`."""
        self._moments[key] = moment
        heapq.heappush(self._queue, (moment, key))

    def drop(self, key: K) -> bool:
        """Forget the key; tell whether it was there."""
        return self._moments.pop(key, None) is not None

    def due(self, now: float) -> list[K]:
        """Tell the keys that are due, in their own order, and keep them."""
        found = set()
        while self._queue and self._queue[0][0] <= now:
            moment, key = heapq.heappop(self._queue)
            if self._moments.get(key) == moment:
                found.add(key)
        for key in found:
            heapq.heappush(self._queue, (self._moments[key], key))
        return sorted(found)

    def wait_s(self, now: float) -> float:
        """Tell in how many seconds the next key may fall due, infinity for none."""
        return max(0.0, self._queue[0][0] - now) if self._queue else float("inf")
