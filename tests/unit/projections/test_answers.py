"""Which part of the picture a `status …` line is answered with."""

from __future__ import annotations

import pytest

from projections.answers import status
from projections.errors import NotThere
from tests.unit.projections.world import SWARM


@pytest.mark.parametrize(
    ("noun", "part"),
    [
        ("instance", "instances"),
        ("integrations", "open"),
        ("swarm", "overview"),
        ("system", "overview"),
    ],
)
def test_each_noun_is_answered_with_its_part(world, noun, part):
    world.swarm()
    text, data = status(world.rows, noun, [], "")
    assert text.startswith("swarm checkout: running")
    assert part in data
    assert data["position"] == world.store.head()


def test_the_detailed_modifier_lists_every_task(world):
    world.swarm()
    world.task()
    short, _ = status(world.rows, "swarm", [], SWARM)
    detailed, _ = status(world.rows, "swarm", ["detailed"], SWARM)
    assert "Title of 1.1" not in short
    assert "Title of 1.1" in detailed


def test_one_task_is_told_with_its_attempts(world):
    world.swarm()
    world.submitted("2.1")
    world.task("2.2")
    text, data = status(world.rows, "task", [], SWARM, one="2.1")
    assert text.startswith("task 2.1: Title of 2.1\n  state:    submitted")
    assert "attempt 1 on kiro-1: submitted" in text
    assert "2.2" not in text
    assert (data["state"], len(data["attempts"])) == ("submitted", 1)


def test_tasks_are_a_table_of_tasks_only(world):
    world.swarm()
    world.running("2.1")
    world.task("2.2")
    text, data = status(world.rows, "tasks", [], SWARM)
    assert [line.split()[:2] for line in text.splitlines()] == [
        ["2.1", "running"],
        ["2.2", "registered"],
    ]
    _, data = status(world.rows, "tasks", ["running"], SWARM)
    assert [row["task"] for row in data["tasks"]] == ["2.1"]


def test_one_instance_is_told_alone(world):
    world.swarm()
    world.instance("kiro-1")
    text, data = status(world.rows, "instance", [], SWARM, one="kiro-1")
    assert text.startswith("idle; #dd0531")
    assert data["instance"] == "kiro-1"


@pytest.mark.parametrize(
    ("noun", "name", "words"),
    [
        ("task", "1.9", "there is no task 1.9: did you mean 1.1?"),
        ("instance", "kiro-9", "there is no instance kiro-9: did you mean kiro-1?"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(world, noun, name, words):
    world.swarm()
    world.task("1.1")
    world.instance("kiro-1")
    with pytest.raises(NotThere) as caught:
        status(world.rows, noun, [], SWARM, one=name)
    assert str(caught.value) == words


def test_a_swarm_that_is_not_there_is_refused_with_those_that_are(world):
    world.swarm()
    with pytest.raises(NotThere, match="did you mean checkout"):
        status(world.rows, "swarm", [], "nosuch")
    status(world.rows, "swarm", [], "nosuch", current="nosuch")


def test_a_swarm_without_instances_at_work_says_how_to_start_one(world):
    world.swarm()
    kiro = world.instance("kiro-1")
    assert "no instance takes work" not in status(world.rows, "swarm", [], SWARM)[0]
    world.happen(5, kiro.leave, "asked")
    assert "`swarm start instances`" in status(world.rows, "swarm", [], SWARM)[0]
