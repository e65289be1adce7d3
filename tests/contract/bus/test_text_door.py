from __future__ import annotations

import anyio
import pytest

from bus.subjects import is_name

pytestmark = pytest.mark.asyncio


@pytest.fixture
def _door(kit):
    if not kit.features.text_door:
        pytest.skip("no text door")


@pytest.mark.usefixtures("_door")
async def test_a_line_of_text_gets_a_text_back(bus, kit):
    messages = []

    async def receive(message):
        messages.append(message)
        return f"you said {message.body}"

    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, receive)
        await anyio.wait_all_tasks_blocked()
        assert await kit.say("status swarm") == "you said status swarm"
        group.cancel_scope.cancel()
    (message,) = messages
    assert message.subject == f"swarm.v1.{kit.tenant}.command"
    assert message.id
    assert is_name(message.correlation_id)


@pytest.mark.usefixtures("_door")
async def test_the_door_outlives_a_line_that_breaks_its_receiver(bus, kit):
    async def receive(message):
        if message.body == "break":
            raise RuntimeError(message.body)
        return "fine"

    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, receive)
        await anyio.wait_all_tasks_blocked()
        assert (await kit.say("break")).startswith("error: ")
        assert await kit.say("another") == "fine"
        group.cancel_scope.cancel()


async def test_the_door_ends_when_the_transport_closes(bus):
    async def receive(message):
        return ""

    with anyio.fail_after(5):
        async with anyio.create_task_group() as group:
            group.start_soon(bus.serve_text, receive)
            await anyio.wait_all_tasks_blocked()
            await bus.close()
