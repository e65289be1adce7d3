from __future__ import annotations

from typing import Any

import pytest

from domain.aggregate import event_name
from domain.colours import FAVOURITES, colour_of
from domain.errors import Refused
from domain.instance import Instance
from domain.integration import Integration
from domain.swarm import Swarm


def a_swarm() -> Swarm:
    return Swarm.launch(swarm="s", target="main", specs=["x"], settings={})


def an_instance() -> Instance:
    return Instance.join(
        swarm="s", instance="kiro-1", colour="#007fff", agent="command:x", host="h"
    )


def a_train(*tasks: str) -> Integration:
    candidates = [
        {"task": t, "attempt": 1, "commit": f"c{t}", "title": t} for t in tasks
    ]
    return Integration.open(
        swarm="s", integration="batch-1", target="main", candidates=candidates
    )


def build(train: Integration, *tasks: str, conflicts: list[Any] | None = None) -> None:
    train.built(
        train.step,
        base="b0",
        head="h1",
        merges={t: f"m{t}" for t in tasks},
        conflicts=conflicts or [],
    )


def test_a_swarm_is_paused_resumed_stopped_and_continued() -> None:
    swarm = a_swarm()
    swarm.pause("")
    with pytest.raises(Refused, match="is paused and cannot be paused"):
        swarm.pause("")
    swarm.resume("")
    swarm.request_stop("enough")
    swarm.stopped("enough")
    swarm.resume_with({"instances": 2})
    assert (swarm.state, swarm.settings) == ("running", {"instances": 2})


def test_a_completed_swarm_is_not_continued() -> None:
    swarm = a_swarm()
    swarm.complete("h")
    with pytest.raises(Refused, match="is completed"):
        swarm.resume_with({})


def test_an_ended_swarm_can_be_continued() -> None:
    swarm = a_swarm()
    swarm.end("not integrated: 1.2")
    swarm.resume_with({})
    assert swarm.state == "running"


def test_an_instance_has_one_task_at_a_time() -> None:
    instance = an_instance()
    instance.take("1.1", 1)
    with pytest.raises(Refused, match=r"kiro-1 is busy with task 1\.1"):
        instance.take("1.2", 1)
    instance.free("1.9", 1)
    assert instance.state == "busy"
    instance.free("1.1", 1)
    assert (instance.state, instance.task) == ("idle", "")


def test_an_instance_keeps_its_task_when_a_controller_comes_back() -> None:
    instance = an_instance()
    instance.take("1.1", 1)
    instance.rejoin("command:y", "h2")
    assert (instance.state, instance.task, instance.agent) == (
        "busy",
        "1.1",
        "command:y",
    )


def test_an_instance_that_left_can_come_back() -> None:
    instance = an_instance()
    instance.leave("scaled down")
    instance.leave("again")
    instance.rejoin("command:x", "h")
    assert instance.state == "idle"
    assert [event_name(e) for e in instance.pending_events].count("InstanceLeft") == 1


def test_a_train_is_built_gated_and_landed() -> None:
    train = a_train("1", "2")
    build(train, "1", "2")
    train.gated(2, passed=True, gates=[], excerpt="")
    train.landed(3, head="h1", checkout="forwarded")
    assert train.state == "landed"


def test_a_report_for_another_step_is_refused() -> None:
    train = a_train("1")
    build(train, "1")
    with pytest.raises(Refused, match="waits for step 2"):
        train.built(1, base="b", head="h", merges={"1": "m"}, conflicts=[])
    with pytest.raises(Refused, match="waits for step 2"):
        train.landed(3, head="h1", checkout="")


def test_only_the_gated_head_lands() -> None:
    train = a_train("1")
    build(train, "1")
    train.gated(2, passed=True, gates=[], excerpt="")
    with pytest.raises(Refused, match="lands h1, not other"):
        train.landed(3, head="other", checkout="")


def test_a_moved_target_means_building_anew_without_those_left_behind() -> None:
    train = a_train("1", "2")
    build(
        train, "1", conflicts=[{"task": "2", "files": ["a"], "with": [], "detail": ""}]
    )
    train.gated(2, passed=True, gates=[], excerpt="")
    train.target_moved(3, "f00")
    assert (train.state, train.step) == ("building", 4)
    assert [c["task"] for c in train.candidates] == ["1"]


@pytest.mark.parametrize(
    ("tasks", "outcome"), [(("1",), "returned"), (("1", "2"), "split")]
)
def test_a_failed_gate_closes_the_train(tasks: tuple[str, ...], outcome: str) -> None:
    train = a_train(*tasks)
    build(train, *tasks)
    train.gated(2, passed=False, gates=[], excerpt="E")
    closed = train.pending_events[-1]
    assert isinstance(closed, Integration.Closed)
    assert closed.outcome == outcome


def test_a_train_without_passengers_is_closed() -> None:
    train = a_train("1")
    build(train, conflicts=[{"task": "1", "files": ["a"], "with": [], "detail": ""}])
    assert train.state == "closed"
    with pytest.raises(Refused, match="is closed"):
        train.abandon("late")


def test_a_train_that_lands_is_not_abandoned() -> None:
    train = a_train("1")
    build(train, "1")
    train.gated(2, passed=True, gates=[], excerpt="")
    with pytest.raises(Refused, match="is landing"):
        train.abandon("stopping")


def test_a_swarm_that_was_continued_does_not_take_a_late_stop() -> None:
    swarm = a_swarm()
    swarm.request_stop("enough")
    swarm.resume_with({})
    with pytest.raises(Refused, match="is running"):
        swarm.stopped("enough")


def test_a_train_needs_candidates() -> None:
    with pytest.raises(Refused, match="at least one candidate"):
        a_train()


def test_colours_are_distinct_and_well_formed() -> None:
    colours = [colour_of(n) for n in range(1, 65)]
    assert colours[: len(FAVOURITES)] == list(FAVOURITES)
    assert len(set(colours)) == len(colours)
    assert all(len(c) == 7 and int(c[1:], 16) >= 0 for c in colours)
