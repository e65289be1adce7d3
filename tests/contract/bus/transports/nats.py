from __future__ import annotations

from uuid import uuid4

import nats

from bus.nats.transport import NatsTransport


class NatsKit:
    features = NatsTransport.features

    def __init__(self, request, folder) -> None:
        self._address = request.getfixturevalue("nats_server")
        self.tenant = f"t{uuid4().hex[:12]}"

    def participant(self, ack_wait_s: float = 30.0) -> NatsTransport:
        return NatsTransport(
            self._address.url,
            user=self._address.user,
            password=self._address.password,
            tenant=self.tenant,
            ack_wait_s=ack_wait_s,
            sole_consumer=False,
        )

    async def say(self, line: str) -> str:
        client = await nats.connect(
            self._address.url,
            user=self._address.user,
            password=self._address.password,
        )
        try:
            subject = f"swarm.v1.{self.tenant}.command"
            return (await client.request(subject, line.encode(), 5)).data.decode()
        finally:
            await client.close()
