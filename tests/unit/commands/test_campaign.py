"""Campaigns on the real core with an outside in memory."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Callable

import anyio
import pytest

from commands.executors import patience
from commands.order import Order
from domain.task import Task
from tests.unit.commands.world import Campaign, World, planned

pytestmark = pytest.mark.asyncio

DIAMOND = [planned("1"), planned("2", "1"), planned("3", "1"), planned("4", "2", "3")]


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110  (anything may make it true)
        await anyio.sleep(0.005)


async def finish(campaign: Campaign, begin: str = "launch", **settings: object) -> None:
    with anyio.fail_after(20):
        await campaign.run(begin, 2, **settings)


async def test_every_task_is_integrated_once_after_what_it_needs(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, DIAMOND)
    campaign = Campaign(world, tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"
    assert set(campaign.states.values()) == {"integrated"}
    landed = [m.split("-")[2] for m in world.target if m.startswith("merge")]
    assert sorted(landed) == ["1", "2", "3", "4"]
    assert (landed[0], landed[-1]) == ("1", "4")
    assert world.busiest <= 2


async def test_a_failed_attempt_is_rescued_and_tried_again(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND, failures=Counter({"2": 2}))
    campaign = Campaign(world, tmp_path)
    await finish(campaign, tries=3)
    assert campaign.board.state == "completed"
    assert [a for t, a, _ in world.worked if t == "2"] == [1, 2, 3]
    assert world.rescued == [("2", 1), ("2", 2)]


async def test_what_needs_a_lost_task_is_blocked_and_the_rest_goes_on(
    tmp_path: Path,
) -> None:
    plan = [planned("1"), planned("2", "1"), planned("3", "2"), planned("4")]
    world = World(tmp_path, plan, failures=Counter({"1": 9}))
    campaign = Campaign(world, tmp_path)
    await finish(campaign, tries=2)
    assert campaign.board.state == "ended"
    assert campaign.states == {
        "1": "failed",
        "2": "blocked",
        "3": "blocked",
        "4": "integrated",
    }
    assert "1 (failed)" in campaign.board.reason


async def test_a_conflict_goes_back_to_its_instance_with_its_context(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, DIAMOND, conflicts=Counter({"3": 1}))
    campaign = Campaign(world, tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"
    who = [instance for task, _, instance in world.worked if task == "3"]
    assert len(who) == 2
    assert who[0] == who[1]
    assert world.carried["3", 2] == "commit-3-1"
    assert world.contexts["3", 2] == "<<<<<<<"


async def test_a_train_that_fails_its_gate_is_split(tmp_path: Path) -> None:
    plan = [planned(str(n)) for n in range(1, 7)]
    world = World(tmp_path, plan, bad=Counter({"3": 2}))
    campaign = Campaign(world, tmp_path)
    with anyio.fail_after(20):
        await campaign.run(instances=6)
    assert campaign.board.state == "completed"
    assert set(campaign.states.values()) == {"integrated"}


async def test_a_target_that_moves_is_built_upon_anew(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND, moves=2)
    campaign = Campaign(world, tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"
    assert [m for m in world.target if m.startswith("somebody")] == [
        "somebody-1",
        "somebody-0",
    ]
    # What landed had been gated as it landed.
    heads = {t.head for t in campaign.board.trains.values() if t.state == "landed"}
    assert heads <= set(world.gated)


async def test_ticked_and_optional_tasks_are_left_out(tmp_path: Path) -> None:
    plan = [
        planned("1", ticked=True),
        planned("2", "1"),
        planned("3", optional=True),
        planned("4", "3"),
    ]
    campaign = Campaign(World(tmp_path, plan), tmp_path)
    await finish(campaign)
    assert campaign.states == {
        "1": "skipped",
        "2": "integrated",
        "3": "skipped",
        "4": "integrated",
    }


async def test_a_plan_without_work_completes_at_once(tmp_path: Path) -> None:
    campaign = Campaign(World(tmp_path, [planned("1", ticked=True)]), tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"


async def test_a_lost_optional_task_does_not_end_the_swarm_badly(
    tmp_path: Path,
) -> None:
    plan = [planned("1"), planned("2", optional=True)]
    world = World(tmp_path, plan, failures=Counter({"2": 9}))
    campaign = Campaign(world, tmp_path)
    await finish(campaign, optional=True, tries=1)
    assert campaign.board.state == "completed"
    assert campaign.states["2"] == "failed"


async def test_an_ended_campaign_tries_the_lost_tasks_again(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND, failures=Counter({"2": 1}))
    first = Campaign(world, tmp_path)
    await finish(first, tries=1)
    assert first.board.state == "ended"
    second = Campaign(world, tmp_path)
    await finish(second, "continue")
    assert second.board.state == "completed"
    assert [t for t, _, _ in world.worked].count("1") == 1


async def test_tasks_added_to_the_plan_join_when_it_is_continued(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, DIAMOND, failures=Counter({"2": 1}))
    await finish(Campaign(world, tmp_path), tries=1)
    world.plan = [*DIAMOND, planned("5", "4")]
    second = Campaign(world, tmp_path)
    await finish(second, "continue")
    assert second.states["5"] == "integrated"


def _details(text: str) -> dict[str, object]:
    return {"details": text, "requirements": [], "design": "", "policy": []}


async def test_a_changed_plan_counts_when_it_is_continued(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND, failures=Counter({"2": 1}))
    first = Campaign(world, tmp_path)
    await finish(first, tries=1)
    assert first.states["4"] == "blocked"
    world.plan = [
        planned("1", ticked=True),
        planned("2", "1", title="Task two", brief=_details("anew"), line=9),
        planned("3", "1", ticked=True),
        planned("5", "2"),
        planned("4", "5", optional=True),
    ]
    second = Campaign(world, tmp_path)
    await finish(second, "continue", optional=True)
    cards = second.board.tasks
    assert second.board.state == "completed"
    assert (cards["2"].title, cards["2"].line) == ("Task two", 9)
    assert cards["2"].brief["details"] == "anew"
    assert cards["2"].depends_on == ("1",)
    assert (cards["4"].depends_on, cards["4"].optional) == (("3", "5"), True)
    assert [task for task, _, _ in world.worked][-3:] == ["2", "5", "4"]


async def test_what_is_ticked_by_hand_or_gone_holds_nobody_up(tmp_path: Path) -> None:
    plan = [planned("1"), planned("2", "1"), planned("3"), planned("4", "3")]
    world = World(tmp_path, plan, failures=Counter({"1": 9, "3": 9}))
    await finish(Campaign(world, tmp_path), tries=1)
    world.plan = [planned("1", ticked=True), planned("2", "1"), planned("4")]
    second = Campaign(world, tmp_path)
    await finish(second, "continue", tries=1)
    assert second.board.state == "completed"
    cards = second.board.tasks
    assert (cards["1"].state, cards["1"].reason) == ("skipped", "ticked in the plan")
    assert (cards["3"].state, cards["3"].reason) == ("skipped", "no longer in the plan")
    assert cards["4"].depends_on == ()
    assert (second.states["2"], second.states["4"]) == ("integrated", "integrated")


async def test_an_unchanged_plan_revises_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND, failures=Counter({"2": 1}))
    await finish(Campaign(world, tmp_path), tries=1)
    world.plan = [planned("1", ticked=True), *DIAMOND[1:3], planned("4", "3", "2")]
    second = Campaign(world, tmp_path)
    await finish(second, "continue", tries=1)
    assert second.board.state == "completed"
    assert not [one for one in second.seen if isinstance(one.event, Task.Revised)]


@pytest.mark.parametrize("wanted", [True, False])
async def test_optional_tasks_come_and_go_as_they_are_asked_for(
    tmp_path: Path, *, wanted: bool
) -> None:
    plan = [planned("1"), planned("2", optional=True), planned("3", "2")]
    world = World(tmp_path, plan, failures=Counter({"1": 1, "2": 1, "3": 1}))
    first = Campaign(world, tmp_path)
    await finish(first, tries=1, optional=not wanted)
    assert first.board.state == "ended"
    second = Campaign(world, tmp_path)
    world.failures.clear()
    await finish(second, "continue", optional=wanted)
    assert second.board.state == "completed"
    assert second.states["2"] == ("integrated" if wanted else "skipped")
    assert second.states["3"] == "integrated"


async def test_a_stop_rescues_running_work_and_can_be_continued(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND)
    world.hold = anyio.Event()
    first = Campaign(world, tmp_path)
    async with anyio.create_task_group() as group:
        group.start_soon(finish, first)
        with anyio.fail_after(10):
            await until(lambda: world.busy > 0)
        await first.ask(
            first.sender(), Order("stop", "swarm", {"id": "s", "because": "enough"})
        )
    assert first.board.state == "stopped"
    assert world.rescued == [("1", 1)]
    world.hold = None
    second = Campaign(world, tmp_path)
    await finish(second, "continue")
    assert second.board.state == "completed"
    assert [(t, a) for t, a, _ in world.worked][:2] == [("1", 1), ("1", 2)]


async def test_a_paused_swarm_starts_nothing_new(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND)
    world.hold = anyio.Event()
    campaign = Campaign(world, tmp_path)
    async with anyio.create_task_group() as group:
        group.start_soon(finish, campaign)
        with anyio.fail_after(10):
            await until(lambda: world.busy > 0)
            sender = campaign.sender()
            await campaign.ask(sender, Order("pause", "swarm", {"id": "s"}))
            world.hold.set()
            await until(lambda: campaign.states["1"] == "submitted")
            assert not campaign.board.open_trains
            assert len(world.worked) == 1
            await campaign.ask(sender, Order("resume", "swarm", {"id": "s"}))
    assert campaign.board.state == "completed"


async def test_a_killed_controller_is_followed_by_one_that_finishes(
    tmp_path: Path,
) -> None:
    world = World(tmp_path, DIAMOND)
    world.hold = anyio.Event()
    first = Campaign(world, tmp_path)
    async with anyio.create_task_group() as group:
        group.start_soon(first.run)
        with anyio.fail_after(10):
            await until(lambda: world.busy > 0)
        # A kill leaves no time for reports: none of what runs may send any more.
        first.bus.publish = _lost  # type: ignore[method-assign]
        world.hold.set()
        group.cancel_scope.cancel()
    world.hold = None
    second = Campaign(world, tmp_path)
    await finish(second, "continue")
    assert second.board.state == "completed"
    landed = [m.split("-")[2] for m in world.target if m.startswith("merge")]
    assert sorted(landed) == ["1", "2", "3", "4"]


async def _lost(message: object) -> None:
    await anyio.sleep_forever()


async def test_a_rescue_that_fails_ends_nothing_but_the_attempt(tmp_path: Path) -> None:
    world = World(tmp_path, DIAMOND, failures=Counter({"2": 1}), no_rescue=True)
    campaign = Campaign(world, tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"


async def test_a_change_of_many_files_is_reported_in_a_readable_line(
    tmp_path: Path,
) -> None:
    campaign = Campaign(World(tmp_path, [planned("1")], files=100_000), tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"
    told = [r.event for r in campaign.seen if isinstance(r.event, Task.Submitted)]
    assert 0 < len(told[0].files) < 100_000


async def test_a_file_name_that_is_no_text_is_reported_as_one(tmp_path: Path) -> None:
    world = World(tmp_path, [planned("1")], conflicts=Counter({"1": 1}))
    world.conflicting = ["caf\udce9.txt"]
    campaign = Campaign(world, tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"
    returned = [r.event for r in campaign.seen if isinstance(r.event, Task.Returned)]
    assert "caf\\udce9.txt" in returned[0].reason


async def test_conflicts_of_any_size_go_back_to_their_instances(tmp_path: Path) -> None:
    world = World(tmp_path, [planned("1"), planned("2")], conflicts=Counter({"1": 1}))
    world.conflicting = [f"file-{n}-{'x' * 200}.txt" for n in range(5000)]
    world.detail = "<<<<<<<\n" * 200_000
    campaign = Campaign(world, tmp_path)
    await finish(campaign)
    assert campaign.board.state == "completed"


async def test_a_report_that_is_refused_fails_the_attempt_and_stalls_nothing(
    tmp_path: Path,
) -> None:
    # No commit id is that long: the protocol refuses the line.
    world = World(tmp_path, [planned("1")], padding=300_000)
    campaign = Campaign(world, tmp_path)
    await finish(campaign, tries=2)
    assert campaign.board.state == "ended"
    assert "its report was refused" in campaign.board.tasks["1"].reason


async def test_when_git_cannot_go_on_the_swarm_stops_and_no_task_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PAUSES_S", (0.01,))
    world = World(tmp_path, DIAMOND, broken="prepare")
    first = Campaign(world, tmp_path)
    await finish(first)
    assert first.board.state == "stopped"
    assert "no such branch" in first.board.reason
    world.broken = "build"
    second = Campaign(world, tmp_path)
    await finish(second, "continue")
    assert second.board.state == "stopped"
    world.broken = ""
    third = Campaign(world, tmp_path)
    await finish(third, "continue", tries=1)
    assert third.board.state == "completed"
