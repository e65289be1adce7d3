"""What `swarm.toml` says of plans."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.errors import Refused
from domain.plan.order import POLICIES, SIBLINGS_PARALLEL

if TYPE_CHECKING:
    from pathlib import Path

FILE = "swarm.toml"


@dataclass(frozen=True)
class PlanSettings:
    """The table `[plan]`.

    `order` is the policy where the plan declares no order. With `write_states` the
    boxes of running and queued tasks show `[-]` and `[~]`.
    """

    order: str = SIBLINGS_PARALLEL
    write_states: bool = False


def read_settings(root: Path) -> PlanSettings:
    """Read the table `[plan]` of the repository's `swarm.toml`, if there is one.

    `order` may stand at the top of the file as well.

    Raises:
        Refused: the file or a value in the table cannot be understood.

    """
    path = root / FILE
    if not path.is_file():
        return PlanSettings()
    everything = _load(path)
    table = everything.get("plan", {})
    if not isinstance(table, dict):
        raise Refused(f"[plan] in {path} is no table")
    if "order" in everything:
        table = {"order": everything["order"], **table}
    unknown = sorted(set(table) - {"order", "write_states"})
    if unknown:
        raise Refused(
            f"[plan] in {path} has no setting {unknown[0]}: there are order and "
            "write_states"
        )
    states = table.get("write_states", False)
    if not isinstance(states, bool):
        raise Refused(f"write_states in {path} must be true or false")
    return PlanSettings(check_order(table.get("order", SIBLINGS_PARALLEL)), states)


def check_order(order: object) -> str:
    """Give the policy back if there is one of this name.

    Raises:
        Refused: there is none.

    """
    if order not in POLICIES:
        raise Refused(
            f"there is no order policy {order}: the policies are {', '.join(POLICIES)}"
        )
    return str(order)


def _load(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise Refused(f"{path} cannot be read: {error}") from None
