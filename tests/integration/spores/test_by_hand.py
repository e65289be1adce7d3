"""What people do to the folders with `echo`, `cat`, `cp` and an editor."""

from __future__ import annotations

import os
import subprocess
import time

import anyio
import pytest

from tests.contract.bus.messages import an_action, fetch
from tests.integration.spores.waiting import names, until_there

pytestmark = pytest.mark.asyncio


async def echo(message):
    return f"you said {message.body}"


async def test_echo_sends_a_line_and_cat_shows_its_answer(bus, folder):
    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, echo)
        command = f"echo 'status swarm' > {folder}/inbox/x.md"
        subprocess.run(["/bin/sh", "-c", command], check=True)
        answer = await until_there(folder / "outbox" / "x.md")
        group.cancel_scope.cancel()
    assert answer == "you said status swarm\n"


async def test_a_line_is_taken_once_and_kept_with_what_is_done(bus, folder):
    lines = []

    async def receive(message):
        lines.append(message)
        return ""

    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, receive)
        for number in range(2):
            (folder / "inbox" / "x.md").write_text("# status swarm")
            await until_there(folder / "outbox" / "x.md")
            with anyio.fail_after(5):
                while len(names(folder / "done")) <= number:  # noqa: ASYNC110
                    await anyio.sleep(0.005)
            (folder / "outbox" / "x.md").unlink()
        group.cancel_scope.cancel()
    assert [message.body for message in lines] == ["status swarm"] * 2
    assert lines[0].id != lines[1].id
    assert all(name.endswith("-x.md") for name in names(folder / "done"))


async def test_lines_wait_for_someone_who_serves_them(bus, folder):
    (folder / "inbox" / "x.md").write_text("status swarm\n")
    assert not await bus.fetch(1, 0.2)
    assert names(folder / "inbox") == ["x.md"]


async def test_a_file_in_writing_is_left_until_it_is_whole(bus, folder):
    path = folder / "inbox" / "x.md"
    path.write_text("status sw")
    assert not await bus.fetch(1, 0.1)
    assert path.exists()
    path.write_text("status swarm\n")
    async with anyio.create_task_group() as group:
        group.start_soon(bus.serve_text, echo)
        answer = await until_there(folder / "outbox" / "x.md")
        group.cancel_scope.cancel()
    assert answer == "you said status swarm\n"


async def test_a_spore_written_by_hand_is_a_message(bus, folder):
    (folder / "inbox" / "by-hand.md").write_text(
        "Please\n\n```yaml\nsubject: swarm.v1.default.action.run.task\n"
        "body: run task 1.2\nactor: 'it''s me'\n```\n"
    )
    (delivery,) = await fetch(bus, 1)
    assert delivery.message.body == "run task 1.2"
    assert delivery.message.actor == "it's me"
    await delivery.nak()
    (again,) = await fetch(bus, 1)
    assert again.message == delivery.message


async def test_a_dead_letter_copied_to_the_inbox_is_a_message_again(bus, folder):
    await bus.publish(an_action(body="run task 1"))
    (delivery,) = await fetch(bus, 1)
    await delivery.reject("no such task")
    (dead,) = (n for n in names(folder / "dead") if n.endswith(".spore.md"))
    (folder / "dead" / dead).rename(folder / "inbox" / dead)
    (again,) = await fetch(bus, 1)
    assert again.message == delivery.message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"```yaml\nsubject: a.b\n", "may be cut off"),
        (b"```yaml\nsubject: a.b\n```\n", "no 'body'"),
        (b"```yaml\nnonsense\n```\n", "line 1"),
        (b'```yaml\nsubject: "a\nbody: b\n```\n', "broken text"),
        (b"```yaml\nsubject: a\nbody: b\nsent_at: now\n```\n", "no time"),
        (b"```yaml\nsubject: a\nbody: \xff\n```\n", "utf-8"),
        (b"two\nlines\n", "no line of text"),
        (b"\n", "no line of text"),
    ],
)
async def test_a_broken_file_goes_to_the_dead_with_its_reason(
    bus, folder, content, reason
):
    (folder / "inbox" / "x.spore.md").write_bytes(content)
    old = time.time() - 5
    os.utime(folder / "inbox" / "x.spore.md", (old, old))
    assert not await bus.fetch(1, 0.15)
    assert not names(folder / "inbox")
    (letter,) = await bus.dead_letters(9)
    assert reason in letter.reason
    dead, why = names(folder / "dead")
    assert why == f"{dead}.reason.txt"
    assert (folder / "dead" / dead).read_bytes() == content


async def test_a_file_says_what_it_is_about(bus, folder):
    await bus.publish(an_action(body="run task 1.2 beast mode", actor="alice"))
    (name,) = names(folder / "inbox")
    text = (folder / "inbox" / name).read_text()
    assert text.startswith("# run task 1.2 beast mode\n\n- from: alice\n")
    assert "```yaml\n" in text


async def test_folders_inside_the_inbox_do_not_matter(bus, folder):
    (folder / "inbox" / "notes").mkdir()
    await bus.publish(an_action())
    assert len(await fetch(bus, 1)) == 1
