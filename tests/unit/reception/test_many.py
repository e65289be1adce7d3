"""One command to many: what each is asked, and what is made of the answers."""

from __future__ import annotations

import anyio
import pytest

from adapters.reception.many import ask_all, one_of
from adapters.reception.members import instances_meant, unknown_instance
from bus import subjects
from bus.errors import BusUnavailable
from bus.memory import MemoryTransport
from bus.message import Message
from commands.protocol.parser import parse
from commands.protocol.result import Result
from commands.protocol.vocabulary import COMMANDS
from domain.board import Board
from domain.errors import Refused
from domain.instance import Instance

MANY = {command.name: command for command in COMMANDS if command.many}


def a_parent(line: str, **more):
    return parse(line, id="parent", correlation_id="c-1", actor="ann", **more)


@pytest.mark.parametrize("name", MANY)
def test_every_command_to_many_has_one_for_each(name: str):
    command = MANY[name]
    parent = a_parent(command.examples[0].text)
    child = one_of(parent, command, "kiro-1")
    assert (child.verb, child.noun) == (command.verb, command.each)
    assert parse(child.to_text()) == child
    assert command.parameter("timeout")


def test_the_action_for_one_follows_from_that_for_all():
    parent = a_parent("stop all running instances graceful because=enough swarm=s")
    child = one_of(parent, MANY["stop instances"], "kiro-1")
    assert child.to_text() == "stop instance kiro-1 graceful swarm=s because=enough"
    assert (child.correlation_id, child.causation_id) == ("c-1", "parent")
    assert child.actor == "ann"
    assert child.id == one_of(parent, MANY["stop instances"], "kiro-1").id
    assert child.id != one_of(parent, MANY["stop instances"], "kiro-2").id


# ---------------------------------------------------------------- gathering


async def over(bus: MemoryTransport, action, timeout_s: float) -> Result:
    subject = subjects.action("default", action.verb, action.noun)
    question = Message(
        subject=subject,
        body=action.to_text(),
        id=action.id,
        correlation_id=action.correlation_id,
    )
    return Result.from_json((await bus.request(question, timeout_s)).body)


async def answering(bus: MemoryTransport, answers: dict[str, Result]) -> None:
    """Answer those that are named, and leave the others without a word."""
    while True:
        for delivery in await bus.fetch(10, 5):
            name = delivery.message.body.split()[2]
            if name in answers:
                await bus.answer(delivery.message, answers[name].to_json())
            await delivery.ack()


async def ask(line: str, members: list[str], answers: dict[str, Result]):
    bus = MemoryTransport()
    await bus.open()
    async with anyio.create_task_group() as group:
        group.start_soon(answering, bus, answers)
        parent = a_parent(line)
        result = await ask_all(
            parent,
            MANY[parent.name],
            members,
            lambda action, timeout_s: over(bus, action, timeout_s),
        )
        group.cancel_scope.cancel()
    return result


@pytest.mark.asyncio
async def test_all_answer():
    fine = Result.ok("it is stopping", task="1.2")
    result = await ask("stop instances", ["k-1", "k-2"], {"k-1": fine, "k-2": fine})
    assert result.success
    assert result.message.splitlines() == [
        "2 of 2 answered",
        "  k-1: it is stopping",
        "  k-2: it is stopping",
    ]
    said = {"success": True, "message": "it is stopping", "data": {"task": "1.2"}}
    assert result.data == {"answered": {"k-1": said, "k-2": said}, "silent": []}


@pytest.mark.asyncio
async def test_one_is_silent_and_one_refuses():
    answers = {
        "k-1": Result.ok("fine"),
        "k-3": Result.refused("c has left"),
    }
    began = anyio.current_time()
    result = await ask("stop instances timeout=0.3s", ["k-1", "k-2", "k-3"], answers)
    assert 0.25 < anyio.current_time() - began < 2
    assert not result.success
    assert result.data["silent"] == ["k-2"]
    assert result.data["answered"]["k-3"]["success"] is False
    head, *lines = result.message.splitlines()
    assert head == "2 of 3 answered, 1 refused (k-3); no answer within 0.3 s from k-2"
    assert lines == [
        "  k-1: fine",
        "  k-2: no answer; it may still be done",
        "  k-3: refused: c has left",
    ]


@pytest.mark.asyncio
async def test_nobody_is_meant():
    result = await ask("stop instances", [], {})
    assert result.success
    assert "there is no instance" in result.message
    assert result.data == {"answered": {}, "silent": []}


@pytest.mark.asyncio
async def test_what_could_not_be_sent_is_told():
    async def asked(action, timeout_s):
        if action.parameters["id"] == "k-1":
            raise BusUnavailable("NATS is away")
        if action.parameters["id"] == "k-2":
            raise Refused("b is unknown")
        await anyio.sleep_forever()

    parent = a_parent("stop instances timeout=0.1s")
    result = await ask_all(parent, MANY["stop instances"], ["k-1", "k-2", "k-3"], asked)
    assert result.data["silent"] == ["k-1", "k-3"]
    assert "  k-1: NATS is away" in result.message
    assert "  k-2: refused: b is unknown" in result.message


# ---------------------------------------------------------------- who is meant


@pytest.fixture
def board() -> Board:
    board = Board("s")
    for number in (1, 2, 3):
        one = Instance.join(
            swarm="s", instance=f"kiro-{number}", colour="#007fff", agent="a", host="h"
        )
        if number == 1:
            one.take("1", 1)
        if number == 3:
            one.request_stop("", graceful=False)
        for event in one.pending_events:
            board.see(event)
    return board


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("status instances", ["kiro-1", "kiro-2", "kiro-3"]),
        ("stop all instances", ["kiro-1", "kiro-2"]),
        ("stop all running instances", ["kiro-1"]),
        ("start all instances", ["kiro-3"]),
        ("sync all branches", ["kiro-1", "kiro-2"]),
    ],
)
def test_who_is_meant(board: Board, line: str, meant: list[str]):
    parent = a_parent(line)
    assert instances_meant(board, MANY[parent.name], parent) == meant


def test_the_nearest_names_are_told(board: Board):
    assert unknown_instance(board, "kiro-1") == ""
    assert "did you mean kiro-3" in unknown_instance(board, "kiro-33")
    assert "there is kiro-1, kiro-2, kiro-3" in unknown_instance(board, "xyz")
    assert "there is none yet" in unknown_instance(Board("s"), "kiro-1")
