from __future__ import annotations

from bus.memory import MemoryTransport


class MemoryKit:
    features = MemoryTransport.features
    tenant = "default"

    def __init__(self, request, folder) -> None:
        self._bus: MemoryTransport | None = None

    def participant(self, ack_wait_s: float = 30.0) -> MemoryTransport:
        if self._bus is None:
            self._bus = MemoryTransport(self.tenant, ack_wait_s=ack_wait_s)
        return self._bus

    async def say(self, line: str) -> str:
        raise NotImplementedError
