from __future__ import annotations

from domain.board import Board
from domain.instance import Instance
from domain.integration import Integration
from domain.scheduling import pick
from domain.swarm import Swarm
from domain.task import Task


def see(board: Board, *aggregates: Swarm | Task | Instance | Integration) -> None:
    for aggregate in aggregates:
        for event in aggregate.collect_events():
            board.see(event)


def a_task(name: str, *needs: str) -> Task:
    return Task.register(
        swarm="s",
        task=name,
        title=name,
        spec="x",
        line=1,
        optional=False,
        depends_on=list(needs),
        brief={},
    )


def an_instance(name: str) -> Instance:
    return Instance.join(swarm="s", instance=name, colour="#fff", agent="a", host="h")


def pairs(board: Board) -> list[tuple[str, str]]:
    return [(task.task, instance.instance) for task, instance in pick(board)]


def test_the_longest_way_to_the_end_goes_first() -> None:
    board = Board("s")
    short, long, after = a_task("1"), a_task("2"), a_task("3", "2")
    short.make_ready()
    long.make_ready()
    see(board, short, long, after, an_instance("kiro-1"))
    assert pairs(board) == [("2", "kiro-1")]


def test_without_idle_instances_or_ready_tasks_nothing_is_paired() -> None:
    board = Board("s")
    see(board, a_task("1"), an_instance("kiro-1"))
    assert pairs(board) == []
    ready = a_task("2")
    ready.make_ready()
    lonely = Board("s")
    see(lonely, ready)
    assert pairs(lonely) == []


def returned_for_rework(board: Board) -> tuple[Integration, Instance, Task]:
    """Task 1 of kiro-1 conflicts with 9 in batch-1, which is still on its way."""
    task, other = a_task("1"), a_task("9")
    one, two = an_instance("kiro-1"), an_instance("kiro-2")
    see(board, task, other, two, one)
    for each in (task, other):
        each.make_ready()
        each.assign("kiro-1", 1)
        each.start(1, "b", "x")
        each.submit(1, "c", [], 1.0)
        each.begin_check("batch-1")
    train = Integration.open(
        swarm="s",
        integration="batch-1",
        target="main",
        candidates=[{"task": "9"}, {"task": "1"}],
    )
    train.built(1, base="b", head="h", merges={"9": "m"}, conflicts=[{"task": "1"}])
    task.return_for_rework("batch-1", "conflict", "conflicts in a", "<<<", tries=3)
    see(board, task, other, train)
    return train, one, task


def test_rework_waits_for_the_train_it_came_from() -> None:
    board = Board("s")
    train, _, _ = returned_for_rework(board)
    assert pairs(board) == []
    train.gated(2, passed=True, gates=[], excerpt="")
    train.landed(3, head="h", checkout="")
    see(board, train)
    assert pairs(board) == [("1", "kiro-1")]


def test_rework_waits_for_its_own_instance() -> None:
    board = Board("s")
    train, one, _ = returned_for_rework(board)
    train.abandon("moved")
    one.take("7", 1)
    see(board, train, one)
    assert pairs(board) == []
    one.leave("scaled down")
    see(board, one)
    assert pairs(board) == [("1", "kiro-2")]
