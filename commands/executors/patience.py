"""Doing a thing again after a while, when what it needs may be busy or away."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

T = TypeVar("T")

PAUSES_S = (0.2, 1.0)


async def patiently(what: str, do: Callable[[], Awaitable[T]]) -> T:
    """Do it, and again after each pause if it fails; the last failure is raised."""
    for pause_s in PAUSES_S:
        try:
            return await do()
        except Exception as error:  # noqa: BLE001  (the last one is raised)
            log.warning("%s failed, and is tried again: %s", what, error)
        await anyio.sleep(pause_s)
    return await do()
