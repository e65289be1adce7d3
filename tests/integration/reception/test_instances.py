"""Lines on instances, for one and for all, on every transport."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio

LAUNCH = "launch swarm s target=main specs=x settings={}"
JOIN = "join instance kiro-{} swarm=s colour=#007fff agent=a host=h"


async def with_three(house) -> None:
    await house.house(LAUNCH)
    for number in (1, 2, 3):
        await house.house(JOIN.format(number))


async def test_one_and_then_all_are_stopped_and_started(opened):
    async with opened() as house, house.at_work():
        await with_three(house)
        one = await house.say("stop instance kiro-2 because=broken")
        assert one["message"] == "instance kiro-2 has left"
        again = await house.say("stop instance kiro-2")
        assert "has left already" in again["message"]
        near = await house.say("stop instance kiro-22")
        assert "did you mean kiro-2" in near["message"]
        rest = await house.say("stop all instances")
        assert rest["success"], rest
        assert set(rest["data"]["answered"]) == {"kiro-1", "kiro-3"}
        back = await house.say("start all instances")
        assert set(back["data"]["answered"]) == {"kiro-1", "kiro-2", "kiro-3"}
        assert {c.state for c in house.board.instances.values()} == {"idle"}
        restarted = await house.say("restart all instances")
        assert restarted["message"].startswith("3 of 3 answered\n")


async def test_all_answers_belong_to_the_correlation_of_the_question(opened):
    async with opened() as house, house.at_work():
        await with_three(house)
        answer = await house.say("stop all instances")
        log = await house.say("list messages")
        stops = [m for m in log["data"]["messages"] if m["text"].startswith("stop ")]
        assert len(stops) == 3
        assert {m["correlation_id"] for m in stops} == {answer["correlation_id"]}
        assert len({m["causation_id"] for m in stops}) == 1


async def test_each_instance_tells_its_status(opened):
    async with opened() as house, house.at_work():
        await with_three(house)
        await house.say("stop instance kiro-3")
        status = await house.say("status instances")
        assert status["success"], status
        answered = status["data"]["answered"]
        assert {n: a["data"]["state"] for n, a in answered.items()} == {
            "kiro-1": "idle",
            "kiro-2": "idle",
            "kiro-3": "left",
        }
        one = await house.say("status instance kiro-1")
        assert one["data"]["colour"] == "#007fff"


async def test_who_does_not_answer_is_told(opened):
    async with opened() as house:
        async with house.at_work():
            await with_three(house)
        # Nobody processes any more: every instance is silent.
        answer = await house.say("stop all instances timeout=0.3s")
        assert not answer["success"]
        assert answer["data"]["silent"] == ["kiro-1", "kiro-2", "kiro-3"]
        assert "0 of 3 answered; no answer within 0.3 s" in answer["message"]


async def test_syncs_are_recorded_then_done(opened):
    async with opened() as house, house.at_work():
        await with_three(house)
        idle = await house.say("sync all branches")
        assert idle["message"].count("is idle") == 3
        one = await house.say("sync branch feature/x")
        assert one["message"] == "feature/x has all of main"
        assert (await house.say("git sync"))["data"]["state"] == "fetched"
        for number in (1, 2):
            await house.house(f"ready task {number} swarm=s")
            await house.house(f"assign task {number} to=kiro-{number} swarm=s")
        all_of_them = await house.say("sync all branches")
        assert not all_of_them["success"]
        answered = all_of_them["data"]["answered"]
        assert answered["kiro-1"]["data"]["conflicts"] == ["a.py"]
        assert answered["kiro-2"]["message"].endswith("the disk is gone")
        assert answered["kiro-3"]["success"]
        pushed = await house.say("git sync downstream")
        assert "nothing is pushed" in pushed["message"]


async def test_what_nobody_can_do_yet_is_one_sentence(opened):
    async with opened() as house, house.at_work():
        answer = await house.say("scale instances 5")
        assert not answer["success"]
        assert "cannot be done here yet" in answer["message"]
