from __future__ import annotations

import anyio
import pytest

from bus import subjects
from bus.errors import NoAnswer
from tests.contract.bus.messages import an_action, fetch

pytestmark = pytest.mark.asyncio


async def answer_all(bus, number: int) -> None:
    for delivery in await fetch(bus, number):
        await bus.answer(delivery.message, f"done: {delivery.message.body}")
        await delivery.ack()


async def test_a_request_gets_its_answer(kit, join):
    asker, worker = await join(), await join()
    question = an_action(kit.tenant, correlation_id="c-1")
    async with anyio.create_task_group() as group:
        group.start_soon(answer_all, worker, 1)
        answer = await asker.request(question, 5)
    assert answer.body == "done: run task 1.2"
    assert answer.subject.startswith(("_INBOX.", subjects.result(kit.tenant, "c-1")))
    assert (answer.correlation_id, answer.causation_id) == ("c-1", question.id)


async def test_an_answer_in_several_lines_stays_as_it_is(bus, kit):
    body = '{\n  "message": "``` \u00e9 \\u0000",\n  "data": {}\n}\n'
    async with anyio.create_task_group() as group:

        async def answer():
            (delivery,) = await fetch(bus, 1)
            await bus.answer(delivery.message, body)

        group.start_soon(answer)
        assert (await bus.request(an_action(kit.tenant), 5)).body == body


async def test_requests_at_the_same_time_get_their_own_answers(kit, join):
    asker, worker = await join(), await join()
    answers = {}

    async def ask(number: int) -> None:
        line = f"run task {number}"
        question = an_action(kit.tenant, line, correlation_id="all-the-same")
        answers[line] = (await asker.request(question, 5)).body

    async with anyio.create_task_group() as group:
        group.start_soon(answer_all, worker, 10)
        for number in range(10):
            group.start_soon(ask, number)
    assert answers == {line: f"done: {line}" for line in answers}
    assert len(answers) == 10


async def test_nobody_answers(bus, kit):
    began = anyio.current_time()
    with pytest.raises(NoAnswer):
        await bus.request(an_action(kit.tenant), 0.2)
    assert anyio.current_time() - began < 2


async def test_who_asks_again_is_answered(bus, kit):
    question = an_action(kit.tenant, id="ask-again")
    with pytest.raises(NoAnswer):
        await bus.request(question, 0.1)
    for delivery in await fetch(bus, 1):
        await delivery.ack()
    async with anyio.create_task_group() as group:
        group.start_soon(answer_all, bus, 1)
        answer = await bus.request(question, 5)
    assert answer.body == "done: run task 1.2"


async def test_an_answer_to_nobody_is_harmless(bus, kit):
    await bus.answer(an_action(kit.tenant, id="with spaces/and more"), "done")
