"""Which part of the picture a `status …` line is answered with."""

from __future__ import annotations

import pytest

from projections.answers import status
from tests.unit.projections.world import SWARM


@pytest.mark.parametrize(
    ("noun", "part"),
    [
        ("tasks", "tasks"),
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
