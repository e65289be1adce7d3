"""A second Ctrl-C, and a stop that cannot be noted down."""

from __future__ import annotations

import os
import signal

import anyio
import pytest

from adapters.bootstrap import signals

pytestmark = pytest.mark.asyncio


async def told(stop, *, times: int) -> list[str]:
    """Send a signal so many times; give what `stop` was called with."""
    heard: list[str] = []

    async def note(name: str) -> None:
        heard.append(name)
        await stop()

    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(signals.on_signals, note, group.cancel_scope)
            await anyio.wait_all_tasks_blocked()
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGHUP)
                await anyio.wait_all_tasks_blocked()
    return heard


async def test_the_second_signal_leaves_while_the_first_one_is_being_noted():
    assert await told(anyio.sleep_forever, times=2) == ["SIGHUP"]


async def test_a_stop_that_cannot_be_noted_is_given_up(monkeypatch):
    monkeypatch.setattr(signals, "PATIENCE_S", 0.05)
    assert await told(anyio.sleep_forever, times=1) == ["SIGHUP"]
