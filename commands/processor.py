"""The command processor: each action is decided once, committed, answered, acked.

Whatever fails leaves by exactly one of these doors:

- a refusal (of the protocol or the domain): a receipt with the reason, an answer, ack;
- something to do outside (see `effects`): a receipt, then that, an answer, ack;
- a stale aggregate: decided again at once on fresh ones, a few times;
- the store or the transport is away: given back, to be delivered again later;
- anything else: given back with growing delays, then the dead letters with the reason.
"""

from __future__ import annotations

import logging
import random
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Callable

import anyio
from anyio import to_thread

from bus.errors import BadMessage, BusUnavailable
from commands.effects import effect_of
from commands.errors import DuplicateCommand, StaleAggregate, StoreUnavailable
from commands.ports import Receipt
from commands.protocol.errors import ProtocolError
from commands.protocol.lexicon import default_lexicon
from commands.protocol.reader import read
from commands.protocol.result import Result
from commands.work import Work
from domain.aggregate import system_clock, use_clock
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from anyio.abc import TaskGroup

    from bus.message import Message
    from bus.ports import Answers, Consumer, Delivery
    from commands.effects import Effect, Effects
    from commands.handlers.registry import Handler
    from commands.ports import EventStore, Journal
    from domain.aggregate import Clock

log = logging.getLogger(__name__)

BATCH = 64
WAIT_S = 5.0
STALE_TRIES = 8
DELIVERIES = 5
BACK_OFF_S = 0.2
# How long a store that cannot be written is waited for, seconds.
STORE_AWAY_S = 20.0


class CommandProcessor:
    """Takes actions from a consumer, one batch after the other."""

    def __init__(  # noqa: PLR0913
        self,
        *,
        consumer: Consumer,
        answers: Answers,
        store: Journal,
        handlers: Mapping[tuple[str, str], Handler],
        committed: Callable[[], None],
        effects: Effects | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self._consumer = consumer
        self._answers = answers
        self._store = store
        self._handlers = handlers
        self._committed = committed
        self._effects = effects or {}
        self._group: TaskGroup | None = None
        self._away_since = 0.0
        self._clock = clock

    async def run(self) -> None:
        """Process until cancelled; effects do not keep the next batch waiting."""
        async with anyio.create_task_group() as self._group:
            while True:
                try:
                    await self.run_once(WAIT_S)
                except BusUnavailable as away:
                    log.warning("the bus is away: %s", away)
                    await anyio.sleep(BACK_OFF_S)

    async def run_once(self, wait_s: float) -> int:
        """Process one batch; tell how many messages it had."""
        deliveries = await self._consumer.fetch(BATCH, wait_s)
        if not deliveries:
            return 0
        decided = await to_thread.run_sync(
            partial(self._decide_all, [delivery.message for delivery in deliveries])
        )
        self._committed()
        for delivery, outcome in zip(deliveries, decided):
            await self._settle(delivery, outcome)
        return len(deliveries)

    async def _settle(self, delivery: Delivery, outcome: Result | Exception) -> None:
        if isinstance(outcome, Result):
            self._away_since = 0.0
            effect = effect_of(outcome, self._effects)
            if effect is None:
                await self._answer(delivery, outcome)
            elif self._group is None:
                await self._carry_out(delivery, outcome, effect)
            else:
                self._group.start_soon(self._carry_out, delivery, outcome, effect)
        elif isinstance(outcome, StoreUnavailable):
            await delivery.nak(BACK_OFF_S)
            self._bear(outcome)
        elif delivery.tries < DELIVERIES:
            log.error("%s failed: %r", delivery.message.body, outcome)
            await delivery.nak(BACK_OFF_S * 2**delivery.tries)
        else:
            reason = f"{type(outcome).__name__}: {outcome}"
            await self._answers.answer(
                delivery.message, Result.refused(reason).to_json()
            )
            await delivery.reject(reason)

    def _bear(self, away: StoreUnavailable) -> None:
        """Wait for the store, but not for ever: nothing goes on without it.

        Raises:
            StoreUnavailable: it has been away for too long. What was accepted waits
                in the transport, or follows from the board again at the next start.

        """
        log.error("the store is away: %s", away)
        now = time.monotonic()
        self._away_since = self._away_since or now
        if now - self._away_since > STORE_AWAY_S:
            raise away

    async def _answer(self, delivery: Delivery, result: Result) -> None:
        await self._answers.answer(delivery.message, result.to_json())
        await delivery.ack()

    async def _carry_out(
        self, delivery: Delivery, recorded: Result, effect: Effect
    ) -> None:
        """Do what was recorded; what is not answered for comes again."""
        try:
            try:
                done = await effect(recorded.data)
            except (Refused, BadMessage) as refusal:
                done = Result.refused(str(refusal))
            except BusUnavailable:
                raise
            except Exception as error:
                log.exception("%s was recorded, but failed", delivery.message.body)
                done = Result.refused(f"it could not be carried out: {error}")
            correlation = delivery.message.correlation_id
            await self._answer(delivery, replace(done, correlation_id=correlation))
        except BusUnavailable as away:
            log.warning("%s has to wait: %s", delivery.message.body, away)
            with suppress(BusUnavailable):
                await delivery.nak(BACK_OFF_S)

    # ------------------------------------------------------------ in a thread

    def _decide_all(self, messages: Sequence[Message]) -> list[Result | Exception]:
        if len(messages) == 1:
            return [self._settled(messages[0], self._store)]
        try:
            with self._store.together() as store:
                return [self._settled(message, store) for message in messages]
        except StoreUnavailable as away:
            return [away for _ in messages]

    def _settled(self, message: Message, store: EventStore) -> Result | Exception:
        try:
            return self._decide(message, store)
        except Exception as error:  # noqa: BLE001  (settled by kind)
            return error

    def _decide(self, message: Message, store: EventStore) -> Result:
        for _ in range(STALE_TRIES):
            done = store.receipt(message.id)
            if done is not None:
                return Result.from_json(done.result)
            try:
                return self._decide_once(message, store)
            except StaleAggregate:
                time.sleep(random.uniform(0, 0.01))  # noqa: S311  (jitter)
            except DuplicateCommand:
                continue
        raise StaleAggregate(f"{message.body!r}: others kept changing the same things")

    def _decide_once(self, message: Message, store: EventStore) -> Result:
        began = time.perf_counter()
        work = Work(store)
        with use_clock(self._clock):
            result = self._ask(message, work)
        result = replace(
            result,
            execution_time_s=time.perf_counter() - began,
            correlation_id=message.correlation_id,
        )
        changed = work.changed if result.success else []
        store.commit(changed, self._receipt(message, result))
        if not result.success:
            log.info("refused: %s: %s", message.body, result.message)
        return result

    def _ask(self, message: Message, work: Work) -> Result:
        try:
            asked = read(message.body, default_lexicon())
            command = asked.command
            handler = self._handlers.get((command.verb, command.noun))
            if handler is None:
                return Result.refused(f"'{command.name}' cannot be done here yet")
            return handler(asked, work)
        except (Refused, ProtocolError) as refusal:
            return Result.refused(str(refusal))

    def _receipt(self, message: Message, result: Result) -> Receipt:
        return Receipt(
            command_id=message.id,
            text=message.body,
            actor=message.actor,
            correlation_id=message.correlation_id,
            causation_id=message.causation_id,
            received_at=self._clock(),
            success=result.success,
            result=result.to_json(),
        )
