"""One line in, one answer out: every refusal is a sentence."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from adapters.reception.desk import Reception
from adapters.reception.letters import BusLetters, pick, short, told_list
from bus.memory import MemoryTransport
from bus.message import Message
from commands.ports import Letter
from commands.protocol.result import Result
from domain.board import Board
from domain.errors import Refused


class Desk:
    def __init__(self) -> None:
        self.bus = MemoryTransport()
        self.asked: list[str] = []
        self.reception = Reception(
            board=Board("s"),
            tenant="default",
            bus=self.bus,
            query=self.query,
            letters=BusLetters(self.bus),
        )

    async def query(self, action) -> Result:
        self.asked.append(action.to_text())
        return Result.ok("fine")

    async def say(self, line: str):
        return json.loads(await self.reception.line(line))


@pytest.mark.asyncio
async def test_what_only_reads_is_not_sent():
    desk = Desk()
    for line in ("status swarm", "show message 7f3a", "list dead messages"):
        assert (await desk.say(line))["success"]
    assert desk.asked == ["status swarm s", "show message 7f3a", "list messages failed"]


@pytest.mark.asyncio
async def test_refusals_are_sentences():
    desk = Desk()
    wrong = await desk.say("pase swarm")
    assert "pause swarm" in wrong["data"]["suggestions"]
    house = await desk.say("complete swarm s head=abc")
    assert "takes the role controller" in house["message"]
    closed = await desk.say("pause swarm")
    assert closed["message"].startswith("it was not accepted: ")
    assert "there is none yet" in (await desk.say("stop instance kiro-1"))["message"]
    other = await desk.say("stop all instances swarm=t")
    assert other["message"] == "swarm t does not run here: s does"


@pytest.mark.asyncio
async def test_the_answer_bears_the_correlation_of_the_line():
    message = Message("", "status swarm", correlation_id="c-7")
    answer = json.loads(await Desk().reception.message(message))
    assert answer["correlation_id"] == "c-7"


def a_letter(name: str, tries: int = 2) -> Letter:
    now = datetime(2026, 1, 2, tzinfo=timezone.utc)
    return Letter(name, f"run task {name}\n", "why not", tries, now, "", "c", now)


def test_ids_are_cut_to_what_tells_them_apart():
    assert short("0123456789abc", ["0123456789abc"]) == "01234567"
    assert short("0123456789abc", ["0123456789abc", "0123456789xyz"]) == "0123456789a"
    assert short("abc", ["abc", "abcd"]) == "abc"


def test_an_exact_id_beats_the_beginning_of_others():
    letters = [a_letter("abc"), a_letter("abcd")]
    assert pick(letters, "abc").id == "abc"
    assert pick(letters, "abcd").id == "abcd"
    with pytest.raises(Refused, match="2 dead messages begin with ab"):
        pick(letters, "ab")


def test_a_long_list_is_cut_but_counted():
    told = told_list([a_letter(f"m{number:03}") for number in range(60)])
    assert told.message.startswith("60 dead messages\n  m000  run task m000\n")
    assert "why not (2 tries, from somebody unnamed)" in told.message
    assert told.message.endswith("and 10 more")
    assert len(told.data["messages"]) == 60
