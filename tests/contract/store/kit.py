"""Things for the tests of event stores: tasks and receipts."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import count

from commands.ports import Receipt
from domain.task import Task, task_uuid

NOON = datetime(2025, 1, 31, 12, 0, 0, 1, tzinfo=timezone.utc)
_numbers = count(1)


def receipt(command_id: str = "", *, success: bool = True, **fields: str) -> Receipt:
    return Receipt(
        command_id=command_id or f"command-{next(_numbers)}",
        text=fields.get("text", "assign task 1.2 to=kiro-1"),
        actor=fields.get("actor", "local"),
        correlation_id=fields.get("correlation_id", "cor"),
        causation_id=fields.get("causation_id", "cause"),
        received_at=NOON,
        success=success,
        result=fields.get("result", '{"success": true}'),
    )


def task(name: str = "1.2", swarm: str = "checkout", **fields) -> Task:
    facts = {
        "title": "Add the cart",
        "spec": ".kiro/specs/checkout",
        "line": 3,
        "optional": False,
        "depends_on": ["1.1"],
        "brief": {
            "details": "größer 购物车",
            "requirements": [{"id": "1", "text": "x"}],
        },
    }
    return Task.register(swarm=swarm, task=name, **{**facts, **fields})


def loaded(store, name: str = "1.2", swarm: str = "checkout") -> Task:
    found: Task | None = store.load(Task, task_uuid(swarm, name))
    assert found is not None
    return found
