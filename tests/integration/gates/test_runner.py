from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from adapters.gates.runner import GateRunner
from tests.integration.processes.tools import House

HEAD = "1" * 40


@pytest.fixture
def house(tmp_path: Path):
    made = House(tmp_path)
    made.state.mkdir()
    yield made
    assert made.marked() == []


@pytest.fixture
def gates(house: House) -> Callable[..., GateRunner]:
    """Make a runner whose scratch worktree is a folder that names the commit."""

    def checkout(head: str) -> Path:
        folder = house.folder / "scratch"
        folder.mkdir(exist_ok=True)
        (folder / "commit").write_text(head)
        return folder

    def make(*commands: str, **options) -> GateRunner:
        return GateRunner(
            commands,
            checkout=checkout,
            state=house.state,
            environment=dict(os.environ),
            swarm="sums",
            **options,
        )

    return make


@pytest.mark.asyncio
async def test_gates_run_in_order_on_the_commit(house: House, gates):
    results = await gates(
        'test "$SWARM_GATE_COMMIT" = "$(cat commit)" && echo first',
        "echo $SWARM_ID second; pwd",
    ).check(integration="train-1", head=HEAD)
    assert [result.status for result in results] == ["passed", "passed"]
    assert results[0].excerpt == "first"
    assert results[1].excerpt == f"sums second\n{house.folder / 'scratch'}"
    assert results[1].command == "echo $SWARM_ID second; pwd"
    logs = house.state / "logs" / "gates"
    assert [result.log for result in results] == [
        str(logs / "train-1-1.log"),
        str(logs / "train-1-2.log"),
    ]
    assert (logs / "train-1-1.log").read_text() == "first\n"


@pytest.mark.asyncio
async def test_the_first_gate_that_does_not_pass_is_the_last_one(gates):
    results = await gates("true", "echo oops; exit 2", "true").check(
        integration="train-1", head=HEAD
    )
    assert [result.status for result in results] == ["passed", "failed"]
    assert results[1].excerpt == "oops\n(exit status 2)"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "status", "excerpt"),
    [
        ("false", "failed", "(exit status 1)"),
        ("kill -KILL $$", "failed", "(ended by signal 9)"),
        ("echo on; exec sleep 60", "timed-out", "on\n(stopped after 0 s: too long)"),
    ],
)
async def test_a_gate_that_does_not_pass_says_how_it_ended(
    gates, command: str, status: str, excerpt: str
):
    (result,) = await gates(command, time_limit_s=0.4).check(
        integration="train-1", head=HEAD
    )
    assert (result.status, result.excerpt) == (status, excerpt)


@pytest.mark.asyncio
async def test_an_excerpt_is_bounded_and_readable(gates):
    (result,) = await gates(
        r"seq 1 100000; printf '\033[31mred\033[0m \377\n'; exit 1"
    ).check(integration="train-1", head=HEAD)
    assert len(result.excerpt.encode()) <= 4096
    assert result.excerpt.endswith("100000\nred \ufffd\n(exit status 1)")


@pytest.mark.asyncio
async def test_without_gates_there_is_one_that_passed(gates):
    (result,) = await gates().check(integration="train-1", head=HEAD)
    assert (result.command, result.status) == ("(no gate)", "passed")


@pytest.mark.asyncio
async def test_one_check_at_a_time_uses_the_worktree(gates):
    runner = gates('sleep 0.1; test "$SWARM_GATE_COMMIT" = "$(cat commit)"')
    seen = []

    async def check(head: str) -> None:
        results = await runner.check(integration=f"train-{head}", head=head)
        seen.append((head, results[0].status))

    async with anyio.create_task_group() as group:
        for head in ("a", "b", "c"):
            group.start_soon(check, head)
    assert sorted(seen) == [("a", "passed"), ("b", "passed"), ("c", "passed")]


@pytest.mark.asyncio
async def test_two_commits_within_one_second_are_not_taken_for_each_other(
    house: House, tmp_path: Path
):
    folder = tmp_path / "scratch"
    folder.mkdir()

    def checkout(head: str) -> Path:
        source = folder / "answer.py"
        source.write_text(f"ANSWER = {head}\n")
        os.utime(source, (1, 1))
        return folder

    runner = GateRunner(
        ["python3 -c 'import answer; print(answer.ANSWER)'"],
        checkout=checkout,
        state=house.state,
        environment={"PATH": os.environ["PATH"]},
    )
    said = [
        (await runner.check(integration="t", head=head))[0].excerpt for head in "12"
    ]
    assert said == ["1", "2"]


@pytest.mark.asyncio
async def test_a_gate_that_is_cancelled_leaves_nothing(house: House, gates):
    with anyio.move_on_after(0.3) as scope:
        await gates("setsid sleep 60 & sleep 60").check(integration="t", head=HEAD)
    assert scope.cancelled_caught
    assert house.marked() == []
