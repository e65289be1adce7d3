"""What the contract suite needs to know of a transport.

A further transport is one file in `transports/` with a class like these, and one line in
`TRANSPORTS` of the conftest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bus.ports import Features, Transport


class Kit(Protocol):
    """One empty bus that takes any number of participants."""

    features: Features
    tenant: str

    def __init__(self, request: pytest.FixtureRequest, folder: Path) -> None:
        """Make a bus of its own for one test."""

    def participant(self, ack_wait_s: float = 30.0) -> Transport:
        """Make one more participant, as another process would be; not yet open.

        A bus that lives in one process gives the same one again.
        """

    async def say(self, line: str) -> str:
        """Send a line of text as a person would, without our code; give the answer."""
