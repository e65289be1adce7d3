from __future__ import annotations

import anyio
import pytest

from bus.spores.watch import Watch

pytestmark = pytest.mark.asyncio


async def test_a_change_wakes_all_who_wait():
    changed = False
    watch = Watch(lambda: changed)
    with anyio.fail_after(5):
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(watch.wait, 60)
            await anyio.wait_all_tasks_blocked()
            changed = True


async def test_a_call_wakes_all_who_wait():
    watch = Watch(lambda: False)
    with anyio.fail_after(5):
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(watch.wait, 60)
            await anyio.wait_all_tasks_blocked()
            watch.notify()


async def test_waiting_ends_with_its_time():
    began = anyio.current_time()
    await Watch(lambda: False).wait(0.1)
    assert 0.09 < anyio.current_time() - began < 2


async def test_when_the_one_who_looks_goes_another_one_looks():
    changed = False
    watch = Watch(lambda: changed)
    with anyio.fail_after(5):
        async with anyio.create_task_group() as group:
            with anyio.move_on_after(0.01):
                group.start_soon(watch.wait, 60)
                await watch.wait(60)
            async with anyio.create_task_group() as looking:
                looking.start_soon(watch.wait, 60)
                await anyio.wait_all_tasks_blocked()
                looking.cancel_scope.cancel()
            group.start_soon(watch.wait, 60)
            changed = True
