"""The streams and the consumer that the bus needs, made and kept as declared.

A stream is never deleted here: with settings that cannot be changed in place, a person
has to decide.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bus import subjects
from bus.errors import BusMisconfigured, BusUnavailable
from bus.nats.link import SERVER_FAULT, ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bus.nats.link import Link

log = logging.getLogger(__name__)

NANOSECONDS = 1_000_000_000
DAY_S = 86_400
EXISTS_WITH_OTHER_SETTINGS = 10058
CANNOT_BE_CHANGED = 10052
CONSUMER = "processor"
MOST_IN_HAND = 4096
# A server that has lost the stream says nothing to this request.
TAKE_OVER_S = 1.0


def actions_stream(tenant: str) -> dict[str, Any]:
    """Actions leave when they are acked, and a full disk refuses new ones.

    A work queue holds exactly what is still to be done, so that no limit can push out
    an action that nobody has seen. What was done is told by EVENTS.
    """
    return {
        "name": subjects.stream("ACTIONS", tenant),
        "subjects": [subjects.actions(tenant)],
        "retention": "workqueue",
        "storage": "file",
        "discard": "new",
        "duplicate_window": 600 * NANOSECONDS,
        "allow_direct": True,
    }


def events_stream(tenant: str) -> dict[str, Any]:
    """Events stay; nobody can delete or purge them; batches land whole or not."""
    return {
        "name": subjects.stream("EVENTS", tenant),
        "subjects": [subjects.events(tenant)],
        "retention": "limits",
        "storage": "file",
        "discard": "new",
        "duplicate_window": 120 * NANOSECONDS,
        "deny_delete": True,
        "deny_purge": True,
        "allow_direct": True,
        "allow_atomic": True,
    }


def dead_stream(tenant: str) -> dict[str, Any]:
    """Dead letters stay for 90 days."""
    return {
        "name": subjects.stream("DEAD", tenant),
        "subjects": [subjects.dead_letters(tenant)],
        "retention": "limits",
        "storage": "file",
        "discard": "old",
        "max_age": 90 * DAY_S * NANOSECONDS,
        "duplicate_window": 600 * NANOSECONDS,
        "allow_direct": True,
    }


def consumer_settings(ack_wait_s: float) -> dict[str, Any]:
    """Give an action again until it is settled, without an end.

    A limit of deliveries would make an action stop in silence; how many tries are
    enough is for the consumer to say, by rejecting it.
    """
    return {
        "name": CONSUMER,
        "durable_name": CONSUMER,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": int(ack_wait_s * NANOSECONDS),
        "max_deliver": -1,
        "max_ack_pending": MOST_IN_HAND,
    }


class Streams:
    """Makes what is missing and updates what differs."""

    def __init__(self, link: Link, tenant: str, *, ack_wait_s: float) -> None:
        self._link = link
        self._tenant = tenant
        self._ack_wait_s = ack_wait_s
        self.made = ""
        """When the stream of actions was made: another one has other sequences."""

    async def prepare(self) -> None:
        """Bring all three streams and the consumer to their declared settings."""
        await asyncio.gather(
            self._prepare_actions(),
            self._prepare_stream(events_stream(self._tenant)),
            self._prepare_stream(dead_stream(self._tenant)),
        )

    async def _prepare_actions(self) -> None:
        actions = actions_stream(self._tenant)
        self.made = await self._prepare_stream(actions)
        await self._prepare_consumer(actions["name"])

    async def _prepare_stream(self, wanted: dict[str, Any]) -> str:
        name = wanted["name"]
        try:
            answer = await self._link.api(f"STREAM.CREATE.{name}", wanted)
        except ApiError as error:
            if error.err_code != EXISTS_WITH_OTHER_SETTINGS:
                raise _told(f"stream {name}", error) from error
            answer = await self._update_stream(wanted)
        return str(answer["created"])

    async def _update_stream(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        name = wanted["name"]
        try:
            found = (await self._link.api(f"STREAM.INFO.{name}"))["config"]
            differing = {k: v for k, v in wanted.items() if found.get(k) != v}
            log.info("stream %s: setting %s", name, differing)
            return await self._link.api(f"STREAM.UPDATE.{name}", {**found, **wanted})
        except ApiError as error:
            raise _told(f"stream {name}", error) from error

    async def _prepare_consumer(self, stream: str) -> None:
        request = {
            "stream_name": stream,
            "config": consumer_settings(self._ack_wait_s),
        }
        try:
            await self._link.api(f"CONSUMER.CREATE.{stream}.{CONSUMER}", request)
        except ApiError as error:
            raise _told(f"consumer {CONSUMER} of {stream}", error) from error


async def take_over(link: Link, tenant: str) -> None:
    """Let all that was delivered and not acked be given again (server 2.14 or later).

    An older server gives it again when its time to be acked has run out.
    """
    stream = subjects.stream("ACTIONS", tenant)
    try:
        await link.api(f"CONSUMER.RESET.{stream}.{CONSUMER}", timeout_s=TAKE_OVER_S)
    except (ApiError, BusUnavailable) as error:
        log.debug("what a predecessor had in hand comes later: %s", error)


def _told(what: str, error: ApiError) -> BusMisconfigured | BusUnavailable:
    if error.code >= SERVER_FAULT and error.err_code != CANNOT_BE_CHANGED:
        return BusUnavailable(f"{what} cannot be had now: {error}")
    return BusMisconfigured(
        f"{what} does not fit and cannot be changed: {error}. "
        "Nothing was deleted; choose another tenant, or change it by hand"
    )
