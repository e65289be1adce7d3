"""Dead messages, by lines, on every transport."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio

LEAVE = "leave instance kiro-1 swarm=s because=done"


async def test_they_are_listed_and_shown_with_their_origin(opened):
    async with opened() as house:
        none = await house.say("list dead messages")
        assert none["message"] == "there are no dead messages"
        sent = await house.die("run task 1", correlation_id="c-1")
        listed = await house.say("list dead messages")
        assert listed["success"]
        assert sent.id[:8] in listed["message"]
        assert "KeyError: 'x' (1 try, from ann)" in listed["message"]
        (found,) = listed["data"]["messages"]
        assert (found["id"], found["correlation_id"]) == (sent.id, "c-1")
        shown = await house.say(f"show message {sent.id[:6]}")
        for said in ("run task 1", "KeyError", "by ann", "c-1", "tries: 1"):
            assert said in shown["message"]
        missing = await house.say("show message xyz")
        assert not missing["success"]
        assert "no dead message xyz" in missing["message"]


async def test_a_retried_message_is_done_under_its_own_id(opened):
    async with opened() as house:
        sent = await house.die("pause swarm s", id="abc-1")
        await house.die("pause swarm s", id="abd-2")
        async with house.at_work():
            several = await house.say("retry message ab")
            assert "2 dead messages begin with ab" in several["message"]
            answer = await house.say("retry message abc")
            assert answer["success"], answer
            assert answer["data"]["text"] == sent.body
            # Its own answer comes when the processor has seen it.
            again = await house.bus.request(sent, 10)
            assert "there is no swarm s" in again.body
        assert house.store.receipt("abc-1") is not None
        left = await house.say("list dead messages")
        assert [x["id"] for x in left["data"]["messages"]] == ["abd-2"]


async def test_all_dead_messages_are_retried_together(opened):
    async with opened() as house:
        sent = [await house.die(f"run task {n}") for n in (1, 2, 3)]
        async with house.at_work():
            answer = await house.say("retry failed messages")
            assert answer["success"], answer
            assert "3 of 3 answered" in answer["message"]
            assert set(answer["data"]["answered"]) == {one.id for one in sent}
            for one in sent:
                await house.bus.request(one, 10)
        assert all(house.store.receipt(one.id) for one in sent)
        assert "no dead" in (await house.say("list dead messages"))["message"]


async def test_a_dropped_message_stays_in_the_action_log(opened):
    async with opened() as house:
        sent = await house.die("run task 1")
        async with house.at_work():
            answer = await house.say(f'drop message {sent.id[:7]} because="too old"')
            assert answer["success"], answer
            again = await house.say(f"drop message {sent.id} because=again")
            assert not again["success"]
        assert not await house.bus.dead_letters(10)
        log = await house.say("list messages")
        dropped = log["data"]["messages"][1]
        assert dropped["result"]["data"]["text"] == "run task 1"
        assert dropped["result"]["data"]["reason"] == "KeyError: 'x'"
        assert 'because="too old"' in dropped["text"]
        assert dropped["actor"].endswith("@local")
        shown = await house.say(f"show message {dropped['id']}")
        assert "was done" in shown["message"]
        assert shown["data"]["dead"] is False


async def test_a_file_that_is_no_message_can_only_be_dropped(opened, tmp_path):
    async with opened() as house:
        if house.bus.features.name != "spores":
            pytest.skip("files are for spores")
        broken = tmp_path / "bus" / "inbox" / "by-hand.md"
        broken.write_text("first line\nsecond line\n", encoding="utf-8")
        async with house.at_work():
            for _ in range(50):
                if await house.bus.dead_letters(1):
                    break
                await house.bus.fetch(1, 0.1)
            answer = await house.say("retry message by-hand")
            assert not answer["success"]
            assert "mend the file" in answer["message"]
            dropped = await house.say("drop message by-hand because=broken")
            assert dropped["success"], dropped
        assert not list((tmp_path / "bus" / "dead").iterdir())
