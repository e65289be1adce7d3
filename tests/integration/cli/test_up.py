"""`swarm up` as a person starts it: what it prints where, and its exit status."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from adapters.campaign.errors import CampaignBroken
from adapters.campaign.report import UpReport
from adapters.cli import main as cli
from tests.integration.cli.conftest import swarm

WORK = 'command:echo "$SWARM_TASK_TITLE" > "file-$SWARM_TASK_ID"'
QUICK = ("--bus", "memory", "--no-gate", "--instances", "2")


@pytest.fixture
def planned(repository: Path) -> Path:
    """Put a plan of two independent tasks into the repository."""
    spec = repository / ".kiro" / "specs" / "cart"
    spec.mkdir(parents=True)
    (spec / "tasks.md").write_text("- [ ] 1. Add (P)\n- [ ] 2. Pay (P)\n", "utf-8")
    for words in (["add", "-A"], ["commit", "-q", "-m", "plan"]):
        subprocess.run(["git", "-C", str(repository), *words], check=True)
    return repository


def test_a_plan_is_run_to_its_end_and_reported(planned):
    done = swarm(planned, "up", "cart", "--agent", WORK, *QUICK)
    assert done.returncode == 0, done.stderr
    assert "task 1 started on kiro-" in done.stdout
    assert "swarm cart completed: 2 of 2 tasks integrated into main" in done.stdout
    assert (planned / "file-1").read_text() == "Add\n"


def test_json_is_one_object_on_stdout_and_progress_on_stderr(planned):
    done = swarm(planned, "up", "cart", "--agent", WORK, "--json", *QUICK)
    report = json.loads(done.stdout)
    assert (report["status"], report["tasks"]["1"]["state"]) == (
        "completed",
        "integrated",
    )
    assert "task 1 started on kiro-" in done.stderr


def test_a_plan_that_cannot_be_finished_ends_with_1_and_the_reason(planned):
    agent = 'command:test "$SWARM_TASK_ID" = 1'
    done = swarm(planned, "up", "--agent", agent, "--tries", "1", "--quiet", *QUICK)
    assert done.returncode == 1, done.stderr
    assert "Not integrated: 1 of 2 tasks\n  2 is failed: " in done.stdout


def test_a_refusal_is_a_sentence_with_status_2_and_nothing_else(planned):
    done = swarm(planned, "up", "cart", *QUICK)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("swarm: no agent was named")
    assert not (planned / ".swarm" / "swarm.db").exists()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_run_that_broke_off_tells_what_was_done_before_why(
    as_json, planned, monkeypatch, capsys
):
    def breaks(options: object, view: object) -> None:
        broken = CampaignBroken("the server went away")
        broken.report = UpReport("cart", "stopped", "main", "d" * 40)
        raise broken

    monkeypatch.setattr("adapters.bootstrap.up", breaks)
    words = ["up", "cart", "-C", str(planned), *(["--json"] if as_json else [])]
    assert cli.run(words) == 1
    out, err = capsys.readouterr()
    assert err.endswith("swarm: the server went away\n")
    if as_json:
        assert json.loads(out)["status"] == "stopped"
    else:
        assert "swarm cart stopped" in out


def test_a_file_where_the_state_belongs_is_told_without_a_defect(planned):
    (planned / ".swarm").write_text("in the way")
    done = swarm(planned, "up", "cart", "--agent", WORK, *QUICK)
    assert done.returncode in (1, 2)
    assert ".swarm" in done.stderr
    assert "went wrong in swarm itself" not in done.stderr
