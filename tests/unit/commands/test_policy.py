"""What the brief says of the campaign's rules."""

from __future__ import annotations

import pytest

from commands.handlers.policy import with_policy
from domain.swarm import Swarm


def policy(*own: str, **settings: object) -> list[str]:
    swarm = Swarm.launch(swarm="s", target="main", specs=["x"], settings=settings)
    brief = with_policy({"details": "d", "policy": list(own)}, swarm)
    assert brief["details"] == "d"
    return list(brief["policy"])


def test_the_gates_are_named_as_they_are_run() -> None:
    told = " ".join(policy(gates=["make test", "echo `date`"]))
    assert (
        "each gate passes on the merged result: `make test`, `` echo `date` ``" in told
    )
    assert "`main`" in told


def test_without_gates_it_says_so() -> None:
    assert "No gate checks it" in " ".join(policy(gates=[]))


@pytest.mark.parametrize(
    ("tries", "told"), [(3, "after 3 failures"), (1, "There is one try")]
)
def test_it_says_how_often_a_task_is_tried(tries: int, told: str) -> None:
    assert told in " ".join(policy(tries=tries))


def test_what_the_repository_says_comes_last() -> None:
    rules = policy("Read `AGENTS.md`.")
    assert rules[-1] == "Read `AGENTS.md`."
    assert 4 < len(rules) < 8
    assert sum(map(len, rules)) < 900
