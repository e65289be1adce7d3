"""The views fit the events, and the tables fit the views."""

from __future__ import annotations

import re

import pytest

from domain.aggregate import Root
from domain.instance import Instance
from domain.integration import Integration
from domain.swarm import Swarm
from domain.task import Task
from projections.views import ALL_VIEWS

KNOWN = {"id", "at", "position"}
BASES = {"Event", "Created"}


def events() -> dict[str, set[str]]:
    """Give every event of the domain with its fields."""
    return {
        f"{root.__name__}{name}": set(event.__dataclass_fields__)
        for root in (Swarm, Task, Instance, Integration)
        for name, event in vars(root).items()
        if isinstance(event, type)
        and issubclass(event, Root.Event)
        and name not in BASES
    }


@pytest.mark.parametrize("view", ALL_VIEWS, ids=lambda view: view.name)
def test_every_change_is_made_by_an_event_that_has_the_fields(view):
    fields = events()
    for name, (_, parameters) in view.changes.items():
        assert set(parameters) <= fields[name] | KNOWN, name


def test_every_event_but_a_measurement_changes_a_view():
    handled = {name for view in ALL_VIEWS for name in view.changes}
    assert set(events()) - handled == {"TaskChecked"}


@pytest.mark.parametrize("view", ALL_VIEWS, ids=lambda view: view.name)
def test_every_statement_fits_the_tables(world, view):
    for sql, parameters in view.changes.values():
        world.rows(f"EXPLAIN {sql}", dict.fromkeys(parameters, 0))


@pytest.mark.parametrize("view", ALL_VIEWS, ids=lambda view: view.name)
def test_every_statement_touches_the_table_of_its_view_alone(view):
    for sql, _ in view.changes.values():
        touched = re.findall(r"(?:INTO|UPDATE|FROM|JOIN) ([a-z_]+)", sql)
        assert set(touched) == {view.name}


def test_a_view_says_what_it_is():
    assert repr(ALL_VIEWS[0]) == "<View swarms: 8 events>"
