from __future__ import annotations

from pathlib import Path

import anyio

from bus.spores.transport import SporeTransport


class SporeKit:
    features = SporeTransport.features
    tenant = "default"

    def __init__(self, request, folder: Path) -> None:
        self._folder = folder

    def participant(self, ack_wait_s: float = 30.0) -> SporeTransport:
        return SporeTransport(self._folder, self.tenant, ack_wait_s=ack_wait_s)

    async def say(self, line: str) -> str:
        name = f"{line}.md"
        (self._folder / "inbox" / name).write_text(f"{line}\n", encoding="utf-8")
        answer = self._folder / "outbox" / name
        with anyio.fail_after(5):
            while not answer.exists():  # noqa: ASYNC110  (what a person would do)
                await anyio.sleep(0.01)
        return answer.read_text(encoding="utf-8").rstrip("\n")
