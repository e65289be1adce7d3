from __future__ import annotations

import pytest

from bus import subjects
from bus.errors import BadMessage


def test_subjects_are_spelled_as_documented():
    assert subjects.action("default", "run", "task") == (
        "swarm.v1.default.action.run.task"
    )
    assert subjects.actions("default") == "swarm.v1.default.action.>"
    assert subjects.command("acme") == "swarm.v1.acme.command"
    assert subjects.event("default", "task", "0a1b", "TaskAdded") == (
        "swarm.v1.default.event.task.0a1b.TaskAdded"
    )
    assert subjects.events("default") == "swarm.v1.default.event.>"
    assert subjects.result("default", "c-1") == "swarm.v1.default.result.c-1"
    assert subjects.log("default", "kiro-1") == "swarm.v1.default.log.kiro-1"
    assert subjects.dead_letters("default") == "swarm.v1.default.dead.>"


@pytest.mark.parametrize(
    "bad", ["", "a.b", "*", ">", "a b", "\u00e9", "a\n", "x" * 129]
)
def test_a_name_cannot_reach_into_other_subjects(bad):
    for spell in (
        lambda: subjects.action(bad, "run", "task"),
        lambda: subjects.action("default", bad, "task"),
        lambda: subjects.action("default", "run", bad),
        lambda: subjects.event("default", "task", bad, "TaskAdded"),
        lambda: subjects.result("default", bad),
        lambda: subjects.log("default", bad),
    ):
        with pytest.raises(BadMessage, match="1 to 128 letters"):
            spell()


def test_a_dead_letter_keeps_where_it_came_from():
    came = subjects.action("acme", "run", "task")
    assert subjects.dead_letter("acme", came) == "swarm.v1.acme.dead.action.run.task"
    assert subjects.dead_letter("acme", "elsewhere") == "swarm.v1.acme.dead.unknown"


def test_streams_of_the_default_tenant_have_plain_names():
    assert subjects.stream("EVENTS", "default") == "EVENTS"
    assert subjects.stream("EVENTS", "acme") == "EVENTS_acme"


def test_any_text_becomes_a_name():
    assert subjects.token("kiro-1") == "kiro-1"
    digest = subjects.token("saga:checkout/1.2")
    assert subjects.is_name(digest)
    assert digest == subjects.token("saga:checkout/1.2")
    assert digest != subjects.token("saga:checkout/1.3")
