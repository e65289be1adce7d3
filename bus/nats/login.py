"""How to connect: where, as whom, and with which of the library's settings."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bus.errors import BusMisconfigured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Each of these was chosen against a measured trap. Without a buffer (`pending_size`) a
# publication while disconnected fails at once, where it would else be reported as
# failed and land later. Pings of seconds notice a half-open connection within 8 s,
# where the default needs 4 minutes. Reconnecting never ends.
SETTINGS: Mapping[str, Any] = {
    "pending_size": -1,
    "max_reconnect_attempts": -1,
    "reconnect_time_wait": 0.25,
    "connect_timeout": 2,
    "ping_interval": 2,
    "max_outstanding_pings": 2,
}


@dataclass(frozen=True)
class Login:
    """Where NATS is and who we are there. The password stays out of the repr."""

    url: str
    user: str | None = None
    password: str | None = None
    creds: Path | None = None
    name: str = "swarm"

    def __repr__(self) -> str:
        return f"Login(url={self.url!r}, user={self.user!r}, name={self.name!r})"

    def options(self) -> dict[str, Any]:
        """Give the options for the client library's `connect`.

        Raises:
            BusMisconfigured: there is a credentials file, but no package to read it.

        """
        options = {**SETTINGS, "servers": self.url.split(","), "name": self.name}
        if self.creds is not None:
            _check_nkeys()
            options["user_credentials"] = str(self.creds)
        elif self.user is not None:
            options.update(user=self.user, password=self.password)
        return options


def _check_nkeys() -> None:
    if importlib.util.find_spec("nkeys") is None:
        raise BusMisconfigured(
            "a credentials file needs the Python package 'nkeys': "
            "pip install 'nats-py[nkeys]'"
        )
