from __future__ import annotations

from bus.schedule import Schedule


def test_keys_fall_due_in_their_own_order():
    schedule: Schedule[int] = Schedule()
    schedule.put(3, 1.0)
    schedule.put(1, 2.0)
    schedule.put(2, 5.0)
    assert schedule.due(0.9) == []
    assert schedule.due(2.0) == [1, 3]


def test_what_is_due_stays_so_until_it_is_put_off_or_dropped():
    schedule: Schedule[str] = Schedule()
    schedule.put("a", 1.0)
    schedule.put("b", 1.0)
    assert schedule.due(1.0) == schedule.due(1.0) == ["a", "b"]
    schedule.put("a", 9.0)
    assert schedule.drop("b")
    assert not schedule.drop("b")
    assert schedule.due(1.0) == []
    assert schedule.due(9.0) == ["a"]


def test_a_key_has_its_latest_moment_alone():
    schedule: Schedule[int] = Schedule()
    for moment in (5.0, 1.0, 3.0, 3.0):
        schedule.put(1, moment)
    assert schedule.due(2.0) == []
    assert schedule.due(3.0) == [1]
    schedule.drop(1)
    assert schedule.due(9.0) == []


def test_it_tells_how_long_nothing_falls_due():
    schedule: Schedule[int] = Schedule()
    assert schedule.wait_s(0.0) == float("inf")
    schedule.put(1, 4.0)
    assert schedule.wait_s(1.5) == 2.5
    assert schedule.wait_s(8.0) == 0.0
