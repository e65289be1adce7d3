"""A thread for blocking calls on files."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from bus.errors import BusUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class FileThread:
    """Does one call after the other, so that what they share needs no lock."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pool: ThreadPoolExecutor | None = None

    @property
    def running(self) -> bool:
        """Tell whether calls are taken."""
        return self._pool is not None

    def start(self) -> None:
        """Take calls."""
        self._pool = self._pool or ThreadPoolExecutor(1, self._name)

    def stop(self) -> None:
        """Take no more calls; those that were taken are done."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    async def do(self, call: Callable[..., T], *arguments: object) -> T:
        """Do a call and give what it gives.

        Raises:
            BusUnavailable: the thread does not run, or the files are out of reach.

        """
        if self._pool is None:
            raise BusUnavailable("the spore transport is not open")
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, call, *arguments)
        except OSError as error:
            raise BusUnavailable(f"the spores cannot be used now: {error}") from error
