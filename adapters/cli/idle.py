"""Answers lines when no controller runs: queries from the last state, nothing else."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def answer_without_controller(state: str, line: str) -> dict[str, Any]:
    """Answer a line with an ActionResult's fields, from what is on disk."""
    del state
    return {
        "success": False,
        "message": f"no controller runs here, so nobody can carry out {line!r}: "
        "start one with: swarm up SPEC",
        "data": {},
        "side_effects": [],
        "execution_time_s": 0.0,
        "correlation_id": "",
    }
