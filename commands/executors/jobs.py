"""Running jobs by key: started once, cancelled when not wanted, never awaited twice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Generic, TypeVar

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from anyio.abc import TaskGroup

log = logging.getLogger(__name__)

K = TypeVar("K")


class Jobs(Generic[K]):
    """Jobs of one executor inside the task group of the controller.

    A key that was started is never started again; a job that fails is logged and
    leaves the others alone.
    """

    def __init__(self, group: TaskGroup) -> None:
        self._group = group
        self._scopes: dict[K, anyio.CancelScope] = {}
        self._started: set[K] = set()

    def knows(self, key: K) -> bool:
        """Tell whether the job was started in this process."""
        return key in self._started

    @property
    def running(self) -> Iterable[K]:
        """The keys of the jobs that have not ended."""
        return list(self._scopes)

    def start(self, key: K, job: Callable[[], Awaitable[None]]) -> None:
        """Start a job unless it was started before."""
        if key in self._started:
            return
        self._started.add(key)
        self._scopes[key] = anyio.CancelScope()
        self._group.start_soon(self._run, key, job, name=f"job {key}")

    def cancel(self, key: K) -> None:
        """Cancel a job; it cleans up after itself."""
        if key in self._scopes:
            self._scopes[key].cancel()

    async def _run(self, key: K, job: Callable[[], Awaitable[None]]) -> None:
        try:
            with self._scopes[key]:
                await job()
        except Exception:
            log.exception("job %s failed", key)
            raise
        finally:
            del self._scopes[key]
