"""The base of every aggregate: deterministic ids, an injected clock, event names."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Callable
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate

if TYPE_CHECKING:
    from collections.abc import Iterator

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Tell the time in UTC."""
    return datetime.now(tz=timezone.utc)


_clock: ContextVar[Clock] = ContextVar("domain_clock", default=system_clock)


@contextmanager
def use_clock(clock: Clock) -> Iterator[None]:
    """Stamp the events that are triggered inside the block with `clock`."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


def stable_id(*parts: str) -> UUID:
    """Make an id that is the same wherever the same parts are given.

    The parts are a kind and the names that identify one thing of that kind, for
    example `stable_id("task", "checkout", "1.2")`.
    """
    return uuid5(NAMESPACE_URL, "swarm:" + "\x1f".join(parts))


class Root(Aggregate):
    """An aggregate root. Subclasses say their `kind`, used in subjects and views."""

    kind = "aggregate"

    class Event(Aggregate.Event):
        """A change of the aggregate."""

        @staticmethod
        def create_timestamp() -> datetime:
            """Take the time from the clock of the running command."""
            return _clock.get()()

    class Created(Event, Aggregate.Created):
        """The first event of the aggregate."""


def event_name(event: object) -> str:
    """Name an event as subjects and views spell it, for example `TaskAssigned`."""
    return type(event).__qualname__.replace(".", "")
