from __future__ import annotations

from itertools import count

import pytest

from commands.errors import StoreUnavailable
from commands.protocol.action import ActionResult, StructuredAction
from commands.protocol.errors import ProtocolError
from commands.protocol.handler import TextProtocolHandler
from domain.errors import Refused

SECONDS = count()


async def echo(action: StructuredAction) -> ActionResult:
    return ActionResult.ok(action.to_text())


def handler() -> TextProtocolHandler:
    return TextProtocolHandler(echo, timer=lambda: float(next(SECONDS)))


@pytest.mark.asyncio
async def test_a_line_is_answered_with_text() -> None:
    answer = await handler().answer("halt the instance kiro-3", correlation_id="c1")
    assert answer == "ok: stop instance kiro-3\ntook: 1.000 s\ncorrelation: c1"


@pytest.mark.asyncio
async def test_what_is_not_a_command_is_answered_too() -> None:
    answer = await handler().answer("stop")
    assert answer.startswith("refused: `stop` goes with")
    assert "- stop swarm" in answer


@pytest.mark.asyncio
async def test_help_is_answered() -> None:
    protocol = handler()
    assert "run task ID" in await protocol.answer("help run task")
    assert await protocol.answer("help") == protocol.get_command_help()
    assert (await protocol.answer("help nothing")).startswith("refused: there is no")


@pytest.mark.asyncio
@pytest.mark.parametrize("error", [Refused("no such task"), StoreUnavailable("away")])
async def test_a_refusal_on_the_way_is_a_result(error: Exception) -> None:
    async def refuse(action: StructuredAction) -> ActionResult:
        raise error

    protocol = TextProtocolHandler(refuse)
    action = protocol.parse_command("stop swarm", correlation_id="c1")
    result = await protocol.execute_action(action)
    assert not result.success
    assert result.message == str(error)
    assert result.correlation_id == "c1"


@pytest.mark.asyncio
async def test_an_unfit_action_is_not_executed() -> None:
    done = []

    async def execute(action: StructuredAction) -> ActionResult:
        done.append(action)
        return ActionResult.ok("done")

    protocol = TextProtocolHandler(execute)
    result = await protocol.execute_action(StructuredAction(verb="run", noun="task"))
    assert "needs id" in result.message
    assert not done


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        ({"verb": "paint", "noun": "fence"}, "there is no command `paint fence`"),
        ({"verb": "run", "noun": "task"}, "`run task` needs id, the task"),
        (
            {"verb": "stop", "noun": "swarm", "modifiers": ("gently",)},
            "`stop swarm` has no modifier gently",
        ),
        (
            {"verb": "stop", "noun": "swarm", "parameters": {"x": 1}},
            "`stop swarm` has no parameter x",
        ),
        (
            {"verb": "scale", "noun": "instances", "parameters": {"count": "5"}},
            "count cannot be '5': it is of the kind int",
        ),
        (
            {"verb": "run", "noun": "task", "parameters": {"id": None}},
            "id cannot be None: it is of the kind id",
        ),
        (
            {"verb": "scale", "noun": "instances", "parameters": {"count": -1}},
            "count must be at least 0, not '-1'",
        ),
        (
            {
                "verb": "continue",
                "noun": "swarm",
                "parameters": {"id": "s", "settings": {1: 2}},
            },
            "settings cannot be {1: 2}: it is of the kind json",
        ),
        (
            {
                "verb": "continue",
                "noun": "swarm",
                "parameters": {"id": "s", "settings": object},
            },
            "settings cannot be <class 'object'>: it is of the kind json",
        ),
    ],
)
def test_validation_says_what_is_wrong(
    action: dict[str, object], complaint: str
) -> None:
    checked = handler().validate_command(StructuredAction.model_validate(action))
    assert not checked
    assert complaint in checked.errors
    assert checked.suggestions


def test_what_was_parsed_is_valid() -> None:
    protocol = handler()
    assert protocol.validate_command(protocol.parse_command("run task 1.2"))
    listed = StructuredAction(
        verb="report",
        noun="task",
        modifiers=("submitted",),
        parameters={
            "id": "1",
            "swarm": "s",
            "attempt": 1,
            "commit": "c",
            "files": ("a", "b"),
            "busy": 1.0,
        },
    )
    assert protocol.validate_command(listed)


@pytest.mark.asyncio
async def test_without_an_executor_it_is_degraded_and_refuses() -> None:
    protocol = TextProtocolHandler()
    assert protocol.status == "degraded"
    result = await protocol.execute_action(protocol.parse_command("stop swarm"))
    assert not result.success


@pytest.mark.asyncio
async def test_it_reports_on_itself() -> None:
    protocol = handler()
    await protocol.answer("stop swarm")
    with pytest.raises(ProtocolError):
        protocol.parse_command("nonsense")
    report = protocol.report()
    assert report["name"] == "text-protocol"
    assert report["status"] == "healthy"
    assert report["metrics"] == {
        "parsed": 1,
        "misunderstood": 1,
        "done": 1,
        "refused": 0,
        "busy_s": 1.0,
    }
