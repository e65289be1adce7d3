"""What every event store guarantees to those who follow its feed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from domain.task import Task
from tests.contract.store.kit import receipt, task


def test_an_empty_store_has_no_events(store):
    assert store.head() == 0
    assert list(store.read(0, 10)) == []


def test_events_come_in_order_with_all_that_led_to_them(store):
    mine = task()
    mine.make_ready()
    store.commit(
        [mine], receipt("c1", actor="ann", correlation_id="k", causation_id="z")
    )
    first, second = store.read(0, 10)
    assert (first.position, second.position) == (1, 2)
    assert (first.kind, first.name, first.version) == ("task", "TaskRegistered", 1)
    assert second.name == "TaskReady"
    assert second.aggregate_id == mine.id.hex
    assert isinstance(first.event, Task.Registered)
    assert first.event.brief == mine.brief
    assert first.at == mine.created_on
    assert (first.command_id, first.actor) == ("c1", "ann")
    assert (first.correlation_id, first.causation_id) == ("k", "z")


def test_the_text_of_an_event_is_json_that_a_person_can_read(store):
    store.commit([task(title="größer 购物车")], receipt("c1"))
    (event,) = store.read(0, 10)
    assert '"title":"größer 购物车"' in event.text
    fields = json.loads(event.text)
    assert fields["timestamp"] == event.at.isoformat()
    assert fields["lineage"] == {
        "command": "c1",
        "correlation": "cor",
        "causation": "cause",
        "actor": "local",
    }


def test_reading_goes_on_after_a_position_and_up_to_a_limit(store):
    for number in range(5):
        store.commit([task(str(number))], receipt())
    assert [event.position for event in store.read(2, 2)] == [3, 4]
    assert [event.position for event in store.read(4, 2)] == [5]
    assert list(store.read(5, 2)) == []


def test_a_follower_misses_nothing_while_many_write(opened):
    store, follower = opened(), opened()
    writers, each = 4, 25

    def write(writer: int) -> None:
        for number in range(each):
            store.commit([task(f"{writer}.{number}")], receipt())

    seen: list[int] = []
    with ThreadPoolExecutor(writers) as pool:
        done = [pool.submit(write, writer) for writer in range(writers)]
        while len(seen) < writers * each:
            seen += [e.position for e in follower.read(seen[-1] if seen else 0, 7)]
            if all(future.done() for future in done):
                for future in done:
                    future.result()
    assert seen == list(range(1, writers * each + 1))
