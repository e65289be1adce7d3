"""The action log."""

from __future__ import annotations

from projections.queries import action_log
from tests.contract.store.kit import receipt, task


def test_an_empty_log_is_empty(world):
    assert action_log(world.rows) == {"actions": [], "position": 0}


def test_an_action_is_shown_with_who_gave_it_and_what_came_of_it(world):
    given = receipt("c1", text="pause swarm", actor="ann", result='{"message": "ok"}')
    world.store.commit([task()], given)
    (row,) = action_log(world.rows)["actions"]
    assert row == {
        "sequence": 1,
        "id": "c1",
        "text": "pause swarm",
        "actor": "ann",
        "correlation_id": "cor",
        "causation_id": "cause",
        "at": given.received_at.isoformat(),
        "success": True,
        "result": {"message": "ok"},
        "position": 1,
        "events": 1,
    }


def test_a_result_that_is_not_json_is_shown_as_it_is(world):
    world.store.commit([], receipt(success=False, result="went wrong"))
    (row,) = action_log(world.rows)["actions"]
    assert (row["success"], row["result"]) == (False, "went wrong")


def test_pages_go_back_in_time_without_gap(world):
    for number in range(5):
        world.store.commit([], receipt(f"c{number}"))
    first = action_log(world.rows, limit=2)["actions"]
    rest = action_log(world.rows, limit=9, before=first[-1]["sequence"])["actions"]
    assert [row["id"] for row in [*first, *rest]] == ["c4", "c3", "c2", "c1", "c0"]
