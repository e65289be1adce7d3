"""Names of branches, refs and folders, made safely from names of swarms and tasks."""

from __future__ import annotations

import hashlib
import re

from domain.errors import Refused

RESCUE = "refs/swarm/rescue"
LANDED = "refs/swarm/landed"
TRAINS = "refs/swarm/trains"

_LONGEST = 120
_INSTANCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PLAIN = re.compile(r"[\w.-]")


def component(name: str) -> str:
    """Make one component of a ref from any text: `a/b c` becomes `a%2Fb%20c`.

    Letters of every script, digits, `.`, `_` and `-` stay. Different names stay
    different, and `urllib.parse.unquote` gives the name back unless it was very long.
    """
    text = "".join(c if _PLAIN.match(c) else _quoted(c) for c in name)
    text = text.replace("..", ".%2E")
    if text.startswith("."):
        text = "%2E" + text[1:]
    if text.endswith("."):
        text = text[:-1] + "%2E"
    if text.endswith(".lock"):
        text = text[:-5] + "%2Elock"
    if len(text.encode()) > _LONGEST:
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        cut = text.encode()[: _LONGEST - 17].decode("utf-8", "ignore")
        text = f"{cut}-{digest[:16]}"
    return text or "%00"


def branch_name(swarm: str, task: str, attempt: int) -> str:
    """Name the branch of an attempt: `swarm/<swarm>/<task>/<attempt>`."""
    return f"swarm/{component(swarm)}/{component(task)}/{attempt}"


def rescue_ref(task: str, attempt: int) -> str:
    """Name the ref that keeps what an attempt left behind."""
    return f"{RESCUE}/{component(task)}/{attempt}"


def integration_ref(prefix: str, integration: str) -> str:
    """Name a bookkeeping ref of an integration, which is `swarm/train`."""
    return "/".join([prefix, *(component(part) for part in integration.split("/"))])


def instance_folder(instance: str) -> str:
    """Check that an instance's name can be a folder, and give it.

    Raises:
        Refused: it cannot.

    """
    if not _INSTANCE.fullmatch(instance):
        raise Refused(
            f"{instance!r} cannot name an instance: use letters, digits, '.', '_' and "
            "'-', at most 64 of them, beginning with a letter or digit"
        )
    return instance


def _quoted(character: str) -> str:
    return "".join(
        f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape")
    )
