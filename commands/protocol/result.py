"""What came of a command, as the house passes it on to itself.

The same facts as `ActionResult`, which is what doors give to others, and the same JSON
text; but without pydantic, whose import would take a third of the time that a
controller needs to start its first agent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Result:
    """What came of a command; `message` is one sentence for a person.

    `data` is plain JSON, `side_effects` are sentences on what changed outside,
    `execution_time_s` is in seconds.
    """

    success: bool
    message: str
    data: dict[str, Any] = field(default_factory=dict)
    side_effects: tuple[str, ...] = ()
    execution_time_s: float = 0.0
    correlation_id: str = ""

    @classmethod
    def ok(cls, message: str, **data: Any) -> Result:
        """Say that it was done."""
        return cls(success=True, message=message, data=data)

    @classmethod
    def refused(cls, message: str, **data: Any) -> Result:
        """Say that it was not done, and why."""
        return cls(success=False, message=message, data=data)

    def to_json(self) -> str:
        """Write it as an indented JSON object, which is how it travels."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    @classmethod
    def from_json(cls, text: str) -> Result:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is not the text of a result.

        """
        try:
            fields = json.loads(text)
            fields["side_effects"] = tuple(fields["side_effects"])
            return cls(**fields)
        except (TypeError, KeyError) as error:
            raise ValueError(f"this is not a result: {text[:80]!r}") from error
