from __future__ import annotations

import anyio
import pytest

from bus.wake import Wake


@pytest.mark.asyncio
async def test_a_call_between_looking_and_waiting_is_not_missed() -> None:
    wake = Wake()
    hint = wake.listen()
    wake.notify()
    with anyio.fail_after(1):
        await hint.wait()
    assert not wake.listen().is_set()
