"""What `swarm up` finds out before it begins, in a real repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from adapters.bootstrap.preparation import Prepared, prepare
from adapters.campaign.options import UpOptions

PLAN = "- [ ] 1. A\n- [ ] 2. B\n- [ ]* 3. C\n"


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for slug in ("one", "two"):
        spec = tmp_path / ".kiro" / "specs" / slug
        spec.mkdir(parents=True)
        (spec / "tasks.md").write_text(PLAN, encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def prepared(root: Path, *specs: str, **more: object) -> Prepared:
    options = {"specs": specs, "repo": root, "agent": "command:true", "bus": "memory"}
    return prepare(UpOptions(**{**options, "no_gate": True, **more}))  # type: ignore[arg-type]


def test_the_same_specs_in_any_order_are_the_same_campaign(root: Path) -> None:
    one, other = prepared(root, "one", "two"), prepared(root, "two", "one")
    assert one.specs == other.specs == (".kiro/specs/one", ".kiro/specs/two")
    assert one.name == other.name


def test_optional_tasks_are_to_do_only_when_asked_for(root: Path) -> None:
    assert prepared(root, "one").to_do == 2
    assert prepared(root, "one", include_optional=True).to_do == 3


def test_what_is_ticked_on_the_target_is_not_to_do(root: Path) -> None:
    git(root, "branch", "other")
    tasks = root / ".kiro" / "specs" / "one" / "tasks.md"
    tasks.write_text(PLAN.replace("[ ] 1", "[x] 1"), encoding="utf-8")
    git(root, "commit", "-q", "-a", "-m", "one is done")
    tasks.write_text(PLAN, encoding="utf-8")
    assert prepared(root, "one").to_do == 1
    assert prepared(root, "one", target="other").to_do == 2


def test_a_plan_that_is_not_on_the_target_counts_as_it_is(root: Path) -> None:
    spec = root / ".kiro" / "specs" / "new"
    spec.mkdir()
    (spec / "tasks.md").write_text(PLAN.replace("[ ] 1", "[x] 1"), encoding="utf-8")
    assert prepared(root, "new").to_do == 1
