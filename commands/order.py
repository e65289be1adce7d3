"""An action that is due: what a saga or an executor wants to have done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Order:
    """One due action with a deterministic id.

    `because` names the facts the decision rests on (aggregate names and versions).
    The same decision on the same facts bears the same id, so it is carried out once
    however often it is sent; on other facts it is another action.
    """

    verb: str
    noun: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    modifiers: tuple[str, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the action, the same for the same decision on the same facts."""
        key = "\x1f".join(("order", self.verb, self.noun, *self.because))
        return uuid5(NAMESPACE_URL, key).hex
