"""`swarm plan`, from its arguments to what it prints."""

from __future__ import annotations

import json

import pytest

from adapters.cli.errors import BadUsage
from adapters.cli.plan import run
from tests.unit.kiro.reading import text

PLAN = """
    - [x] 1. Base
      - _Requirements: 1.1_
    - [ ] 2. Rest
      - [-] 2.1 Router
      - [~] 2.2 Store
      - [ ]* 2.3 Extras
        - _Depends: 1_
    - [ ] 3. Checkpoint
"""


@pytest.fixture
def plan(tmp_path, monkeypatch):
    """Write a plan into a repository that is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(block=PLAN, slug="checkout"):
        place = tmp_path / ".kiro" / "specs" / slug
        place.mkdir(parents=True)
        (place / "tasks.md").write_text(text(block), "utf-8")
        return place

    return write


def as_json(capsys, *argv):
    status = run([*argv, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_the_plan_is_shown_as_json(plan, capsys):
    plan()
    status, shown = as_json(capsys, "checkout")
    assert status == 0
    assert shown["tasks"][0] == {
        "id": "1",
        "title": "Base",
        "state": "done",
        "optional": False,
        "parent": None,
        "leaf": True,
        "depends_on": [],
        "requirements": ["1.1"],
        "line": 1,
        "spec": ".kiro/specs/checkout",
        "checkpoint": False,
    }
    assert [t["state"] for t in shown["tasks"]] == [
        "done",
        "open",
        "in-progress",
        "queued",
        "open",
        "open",
    ]
    assert shown["tasks"][1]["leaf"] is False
    assert shown["tasks"][2]["parent"] == "2"
    assert shown["tasks"][4]["depends_on"] == ["1"]
    assert shown["edges"][0] == {"from": "1", "to": "2.3", "why": "declared in line 7"}
    assert shown["waves"] == [["1"], ["2.1", "2.2", "2.3"], ["3"]]
    assert shown["critical_path"] == ["1", "2.1", "3"]
    assert (shown["width"], shown["order"]) == (3, "siblings-parallel")
    assert shown["runnable"] is True
    assert shown["warnings"] == []


def test_warnings_carry_line_message_and_severity(plan, capsys):
    plan("- [ ] 1. A\n- [ ] 1. B\n")
    status, shown = as_json(capsys, "checkout")
    assert status == 0
    (warning,) = shown["warnings"]
    assert (warning["line"], warning["severity"]) == (2, "warning")
    assert "1-dup2" in warning["message"]


def test_a_plan_that_cannot_be_run_is_shown_with_status_2(plan, capsys):
    plan("- [ ] 1. A\n  - _Depends: 2_\n- [ ] 2. B\n  - _Depends: 1_\n- [ ] 3. C\n")
    assert run(["checkout", "--json"]) == 2
    captured = capsys.readouterr()
    shown = json.loads(captured.out)
    assert shown["runnable"] is False
    assert shown["waves"] == [["3"]]
    assert "1 (line 1) → 2 (line 3) → 1 (line 1)" in shown["warnings"][0]["message"]
    assert shown["warnings"][0]["severity"] == "error"
    assert ".kiro/specs/checkout/tasks.md:4: these tasks wait" in captured.err
    assert run(["checkout"]) == 2
    assert "in no wave, because they wait for one another" in capsys.readouterr().out


def test_the_plan_is_shown_as_text(plan, capsys):
    plan(PLAN.rstrip() + "\n    - [ ] no id here\n")
    assert run(["checkout"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0].startswith(
        ".kiro/specs/checkout: 6 tasks, 1 done, 1 optional; 7 edges, 4 waves, width 3; "
        "order siblings-parallel"
    )
    assert "  [-]  2.1  Router" in lines
    assert "  [ ]* 2.3  Extras" in lines
    assert "        after 1  (declared in line 7)" in lines
    assert "        after 1  (siblings-parallel: 1 comes before 2)" in lines
    assert "critical path (4 tasks)" in lines
    assert any(
        ".kiro/specs/checkout/tasks.md:9: warning: 1 task has no" in x for x in lines
    )


def test_many_reasons_of_one_kind_are_shortened(plan, capsys):
    plan(
        "- [ ] 1. A\n"
        + "".join(f"  - [ ] 1.{n} B\n" for n in range(1, 12))
        + "- [ ] 2. C"
    )
    run([])
    assert (
        "after 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7 and 4 more" in capsys.readouterr().out
    )


def test_the_order_can_be_chosen(plan, capsys):
    plan()
    _, shown = as_json(capsys, "checkout", "--order", "declared-only")
    assert shown["waves"] == [["1", "2.1", "2.2"], ["2.3"], ["3"]]
    assert shown["order"] == "declared-only"


def test_several_specs_are_shown_as_one(plan, capsys):
    plan("- [ ] 1. A\n  - _Depends: two/1_\n", "one")
    plan("- [ ] 1. B\n", "two")
    _, shown = as_json(capsys, "one", "two")
    assert shown["waves"] == [["two/1"], ["one/1"]]
    assert shown["edges"][0]["from"] == "two/1"


def test_the_repository_is_found_from_a_folder_inside_it(plan, capsys, monkeypatch):
    monkeypatch.chdir(plan())
    assert as_json(capsys, "checkout")[0] == 0


def test_the_repository_can_be_named(plan, capsys, tmp_path, monkeypatch):
    plan()
    monkeypatch.chdir("/")
    assert as_json(capsys, "--repo", str(tmp_path), "checkout")[0] == 0


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["nothing"], "there is no spec nothing"),
        (["--repo", "/no/such/folder"], "there is no folder /no/such/folder"),
        (["--order", "quick"], "invalid choice: 'quick'"),
        (["--bogus"], "unrecognized arguments"),
    ],
)
def test_bad_usage_is_a_sentence(plan, argv, message):
    with pytest.raises(BadUsage, match=message):
        run(argv)
