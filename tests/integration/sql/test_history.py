"""Events of an older shape are understood after the shape changed."""

from __future__ import annotations

import json

from adapters.sql.cache import AggregateCache
from adapters.sql.mapper import LineageMapper, lineage_of
from domain.task import Task
from tests.contract.store.kit import receipt, task


def test_an_event_of_version_1_is_read_as_version_2(monkeypatch):
    mapper = LineageMapper()
    old = mapper.to_row(task().pending_events[0], lineage_of(receipt()))

    def add_weight(state: dict) -> None:
        state["weight"] = len(state["title"])

    event = Task.Registered
    monkeypatch.setattr(event, "class_version", 2, raising=False)
    monkeypatch.setattr(event, "upcast_v1_v2", staticmethod(add_weight), raising=False)
    assert vars(mapper.to_domain_event(old))["weight"] == len("Add the cart")
    new = mapper.to_row(task().pending_events[0], lineage_of(receipt()))
    assert json.loads(new.state)["class_version"] == 2


def test_the_cache_forgets_what_was_not_used_for_long():
    cache = AggregateCache(size=2)
    tasks = [task(str(number)) for number in range(3)]
    cache.put(tasks[0])
    cache.put(tasks[1])
    cache.get(tasks[0].id)
    cache.put(tasks[2])
    assert [cache.get(one.id) is not None for one in tasks] == [True, False, True]


def test_the_cache_never_goes_back_to_an_older_version():
    cache = AggregateCache()
    old, new = task(), task()
    new.make_ready()
    cache.put(new)
    cache.put(old)
    kept = cache.get(new.id)
    assert kept is not None
    assert kept.version == 2


def test_the_library_may_save_through_our_recorder_without_a_receipt(store):
    mapper = LineageMapper()
    row = mapper.to_row(task().pending_events[0], lineage_of(receipt("c1")))
    assert store._recorder.insert_events([row]) == [1]
    assert store.read(0, 1)[0].command_id == "c1"
    assert store.receipt("c1") is None


def test_sets_in_an_aggregate_are_copied_too():
    cache, mine = AggregateCache(), task()
    vars(mine)["words"] = {"a"}
    cache.put(mine)
    vars(mine)["words"].add("b")
    kept = cache.get(mine.id)
    assert kept is not None
    assert vars(kept)["words"] == {"a"}
