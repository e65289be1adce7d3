"""What every event store guarantees to the write side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from commands.errors import DuplicateCommand, StaleAggregate
from domain.swarm import Swarm
from domain.task import Task, task_uuid
from tests.contract.store.kit import loaded, receipt, task


def test_nothing_is_loaded_where_nothing_was_committed(store):
    assert store.load(Task, task_uuid("checkout", "1.2")) is None


def test_what_was_committed_is_loaded_with_every_field(store):
    written = task()
    store.commit([written], receipt())
    found = loaded(store)
    assert vars(found) == vars(written)


def test_what_was_committed_is_loaded_by_another_process(opened):
    written = task()
    opened().commit([written], receipt())
    assert vars(loaded(opened())) == vars(written)


def test_a_load_is_as_new_as_the_last_commit_of_another_process(opened):
    ours, theirs = opened(), opened()
    ours.commit([task()], receipt())
    assert loaded(ours).state == "registered"
    moved = loaded(theirs)
    moved.make_ready()
    theirs.commit([moved], receipt())
    assert loaded(ours).state == "ready"


def test_a_loaded_aggregate_belongs_to_its_loader_alone(store):
    store.commit([task()], receipt())
    mine = loaded(store)
    mine.make_ready()
    mine.brief["requirements"].append("mine")
    other = loaded(store)
    assert other.state == "registered"
    assert len(other.brief["requirements"]) == 1
    assert not other.pending_events


def test_an_aggregate_of_another_kind_is_a_mistake(store):
    store.commit([task()], receipt())
    with pytest.raises(TypeError, match="is a task, not a swarm"):
        store.load(Swarm, task_uuid("checkout", "1.2"))


def test_a_commit_leaves_nothing_pending_and_can_be_followed_by_another(store):
    written = task()
    store.commit([written], receipt())
    assert not written.pending_events
    written.make_ready()
    store.commit([written], receipt())
    assert loaded(store).state == "ready"


def test_a_commit_returns_the_position_of_its_last_event(store):
    assert store.commit([], receipt()) == 0
    one = task()
    one.make_ready()
    assert store.commit([one], receipt()) == 2
    assert store.commit([task("1.3")], receipt()) == 3
    assert store.commit([], receipt()) == 3


def test_a_receipt_is_found_with_every_field(store):
    given = receipt("c1", success=False, text="run 'größer'", result='{"message": "é"}')
    store.commit([], given)
    assert store.receipt("c1") == given
    assert store.receipt("c2") is None


def test_several_aggregates_are_committed_together(store):
    store.commit([task("1"), task("2")], receipt())
    assert loaded(store, "1").task == "1"
    assert loaded(store, "2").task == "2"


def test_a_command_is_committed_once_for_ever(opened):
    store = opened()
    store.commit([task()], receipt("c1"))
    changed = loaded(store)
    changed.make_ready()
    with pytest.raises(DuplicateCommand, match="carried out before"):
        opened().commit([changed], receipt("c1"))
    assert loaded(store).state == "registered"


def test_a_stale_aggregate_is_refused_and_nothing_is_written(store):
    store.commit([task()], receipt())
    first, second = loaded(store), loaded(store)
    first.make_ready()
    second.skip("not wanted")
    store.commit([first], receipt())
    other = task("1.9")
    with pytest.raises(StaleAggregate, match="meanwhile"):
        store.commit([other, second], receipt("late"))
    assert store.receipt("late") is None
    assert store.load(Task, task_uuid("checkout", "1.9")) is None
    assert loaded(store).state == "ready"
    assert store.head() == 2


def test_the_same_aggregate_cannot_be_created_twice(store):
    store.commit([task()], receipt())
    with pytest.raises(StaleAggregate):
        store.commit([task(title="again")], receipt())


def test_the_very_same_command_done_by_a_rival_is_a_duplicate(store):
    store.commit([task()], receipt())
    first, second = loaded(store), loaded(store)
    for one in (first, second):
        one.make_ready()
    store.commit([first], receipt("c1"))
    with pytest.raises(DuplicateCommand):
        store.commit([second], receipt("c1"))


def test_a_refused_commit_leaves_all_events_pending(store):
    store.commit([task()], receipt())
    first, second = loaded(store), loaded(store)
    first.make_ready()
    store.commit([first], receipt())
    second.skip("not wanted")
    with pytest.raises(StaleAggregate):
        store.commit([second], receipt())
    assert len(second.pending_events) == 1


def test_no_change_is_lost_when_many_threads_change_one_aggregate(store):
    store.commit([task()], receipt())
    rounds, threads = 10, 4

    def pull(thread: int) -> None:
        for turn in range(rounds):
            while True:
                mine = loaded(store)
                if mine.state == "registered":
                    mine.skip(f"{thread}.{turn}")
                else:
                    mine.reopen(f"{thread}.{turn}")
                try:
                    store.commit([mine], receipt(f"{thread}.{turn}"))
                    break
                except StaleAggregate:
                    continue

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(pull, range(threads)))
    assert loaded(store).version == 1 + rounds * threads
