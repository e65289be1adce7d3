from __future__ import annotations

import pytest

from bus.errors import NoAnswer
from bus.questions import Questions
from bus.wake import Wake
from tests.contract.bus.messages import an_action

pytestmark = pytest.mark.asyncio


async def test_the_first_answer_counts():
    questions = Questions()
    with questions.ask("here") as question:
        assert questions.settle("here", an_action(body="first"))
        questions.settle("here", an_action(body="second"))
        assert (await question.answer(1)).body == "first"


async def test_who_asks_the_same_shares_the_answer():
    questions = Questions()
    with questions.ask("here") as one:
        with questions.ask("here") as other:
            assert one is other
        questions.settle("here", an_action())
        await one.answer(1)
    assert "here" not in questions


async def test_an_answer_that_nobody_waits_for_is_dropped():
    assert not Questions().settle("nowhere", an_action())


async def test_all_can_be_told_that_no_answer_comes():
    questions = Questions()
    with questions.ask("here") as question:
        questions.fail(NoAnswer("gone"))
        with pytest.raises(NoAnswer, match="gone"):
            await question.answer(1)


async def test_a_wake_up_wakes_those_who_wait_and_nobody_later():
    wake = Wake()
    wake.notify()
    assert not await wake.wait(0.01)
