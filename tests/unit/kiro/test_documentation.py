"""The reference page says what the reader does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.cli.plan import run
from domain.plan.order import POLICIES, SIBLINGS_PARALLEL
from tests.unit.kiro.reading import edges, ids, task

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "plans.md"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text("utf-8")


def block(page, kind):
    found = re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_is_shown_as_it_is_printed(page, tmp_path, monkeypatch, capsys):
    spec = tmp_path / ".kiro" / "specs" / "example"
    spec.mkdir(parents=True)
    (spec / "tasks.md").write_text(block(page, "markdown"), "utf-8")
    monkeypatch.chdir(tmp_path)
    command, _, shown = block(page, "text").partition("\n")
    assert run(command.split()[3:]) == 0
    assert capsys.readouterr().out == shown


def test_every_policy_is_explained_and_the_default_is_named(page):
    for policy in POLICIES:
        assert f"| `{policy}` |" in page
    assert f"| `{SIBLINGS_PARALLEL}` | the default" in page


def test_the_ids_on_the_page_are_ids(page):
    row = next(line for line in page.split("\n") if line.startswith("| `1.` `1`"))
    for written in re.findall(r"`([^`]+)`", row.split("|")[1]):
        assert ids(f"- [ ] {written} Title") == [written.rstrip(".:")]
    row = next(line for line in page.split("\n") if line.startswith("| `F1.`"))
    for written in re.findall(r"`([^`]+)`", row.split("|")[1]):
        assert ids(f"- [ ] {written} Title") == [written.rstrip(".:").split()[-1]]


def test_the_boxes_on_the_page_are_boxes(page):
    row = next(line for line in page.split("\n") if line.startswith("| `- [ ]*`"))
    for written in re.findall(r"`([^`]+)`", row.split("|")[1]):
        assert task(f"{written} Title").optional


def test_the_dependencies_on_the_page_are_understood(page):
    start = page.index("1. **Lines of a task.**")
    shown = re.findall(r"`([^`]+)`", page[start : page.index("2. **The graph", start)])
    plan = (
        "## Phase 1\n- [ ] 1. A\n- [ ] 1.1 A\n- [ ] CORE-2: B\n- [ ] 2.1 C\n"
        "- [ ] 2.2 D\n- [ ] 2.3 E\n## Rest\n- [ ] 9. F"
    )
    lines = [one for one in shown if one.startswith(("_", "**"))]
    assert len(lines) == 3
    for line in lines:
        assert edges(f"{plan}\n  - {line}\n"), line
    for value in ("Phase 1 complete", "All previous tasks"):
        assert value in shown
        assert len(edges(f"{plan}\n  - Depends: {value}\n")) == 5
    assert edges(f"{plan} (after 2.1)\n") == {("2.1", "9")}
