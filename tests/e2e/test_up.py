"""The main job: a plan runs to its end and everything is on the target."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.project import CLEAN, LEAVES, PLAN, WORKER, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.mark.parametrize("bus", ["nats", "memory", "spores"])
def test_a_plan_runs_to_its_end(project: Project, bus: str) -> None:
    done, report = project.up("--bus", bus)
    assert done.returncode == 0, done.stderr
    assert (report["swarm"], report["status"]) == ("shop", "completed")
    assert report["target"] == "main"
    assert report["head"] == project.git("rev-parse", "main")
    assert project.files == set(LEAVES)
    assert project.merged == dict.fromkeys(LEAVES, 1)
    assert project.ticked == {*LEAVES, "1.1", "1", "2", "3"}
    assert project.left_over == CLEAN
    assert project.git("status", "--porcelain") == ""


def test_the_report_in_json_has_its_fields(project: Project) -> None:
    _, report = project.up("--bus", "memory")
    assert set(report) >= {
        "swarm",
        "status",
        "target",
        "head",
        "tasks",
        "elapsed_s",
        "busy_s",
        "critical_path_s",
    }
    task = report["tasks"]["2.1"]
    assert set(task) >= {"state", "instance", "attempts", "commit", "reason"}
    assert (task["state"], task["attempts"]) == ("integrated", 1)
    assert task["instance"].startswith("kiro-")
    assert project.git("merge-base", "--is-ancestor", task["commit"], "main") == ""
    assert report["tasks"]["1.1"]["state"] == "skipped"
    assert report["tasks"]["2.5"]["reason"] == "optional"


def test_what_lands_waited_for_what_it_needs(project: Project) -> None:
    # An agent that fails unless the files of all it needs are there already.
    needs = {"3.1": "2.1 2.2", "3.2": "2.3 2.4", "3.3": "3.1 3.2", "2.1": "1.3"}
    cases = " ".join(f"{t}) need='{n}';;" for t, n in needs.items())
    agent = (
        f'case $SWARM_TASK_ID in {cases} esac; for n in $need; do test -f "task-$n.txt" '
        f"|| exit 9; done; {WORKER}"
    )
    done, report = project.up(
        "--bus", "memory", "--tries", "1", agent=f"command:{agent}"
    )
    assert done.returncode == 0, report


def test_optional_tasks_run_when_asked_for(project: Project) -> None:
    done, report = project.up("--bus", "memory", "--include-optional")
    assert done.returncode == 0
    assert report["tasks"]["2.5"]["state"] == "integrated"


def test_an_agent_gets_its_brief_and_facts(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (project.root / "AGENTS.md").write_text("# Be nice\n", encoding="utf-8")
    project.git("add", "-A")
    project.git("commit", "-q", "-m", "rules")
    agent = (
        f'cat > "{out}/$SWARM_TASK_ID.stdin"; cp "$SWARM_TASK_BRIEF" "{out}/$SWARM_TASK_ID.file"; '
        f'env > "{out}/$SWARM_TASK_ID.env"; pwd > "{out}/$SWARM_TASK_ID.pwd"; {WORKER}'
    )
    done, _ = project.up("--bus", "memory", agent=f"command:{agent}")
    assert done.returncode == 0, done.stderr
    brief = (out / "2.1.stdin").read_text(encoding="utf-8")
    assert brief == (out / "2.1.file").read_text(encoding="utf-8")
    assert "Add the cart" in brief
    assert "the cart SHALL hold it" in brief
    assert "passes on the merged result: `true`" in brief
    assert "`AGENTS.md`: read it" in brief
    env = dict(
        line.split("=", 1)
        for line in (out / "2.1.env").read_text(encoding="utf-8").splitlines()
        if "=" in line
    )
    assert env["SWARM_TASK_ID"] == "2.1"
    assert env["SWARM_TASK_TITLE"] == "Add the cart"
    assert env["SWARM_ATTEMPT"] == "1"
    assert env["SWARM_ID"] == "shop"
    assert env["SWARM_INSTANCE"].startswith("kiro-")
    where = (out / "2.1.pwd").read_text(encoding="utf-8").strip()
    assert env["SWARM_WORKTREE"] == where
    assert Path(where).parent == project.root / ".swarm" / "worktrees"
    assert "PYTHONPATH" not in env


def test_a_failed_attempt_is_kept_and_tried_again(project: Project) -> None:
    agent = (
        'if [ "$SWARM_TASK_ID-$SWARM_ATTEMPT" = 2.2-1 ]; then echo half > half.txt; '
        f"echo oh no; exit 3; fi; {WORKER}"
    )
    done, report = project.up("--bus", "memory", agent=f"command:{agent}")
    assert done.returncode == 0
    assert report["tasks"]["2.2"]["attempts"] == 2
    assert project.git("show", "refs/swarm/rescue/2.2/1:half.txt") == "half"
    assert "half.txt" not in project.git("ls-tree", "--name-only", "main")


def test_a_task_that_keeps_failing_is_told_with_its_reason(project: Project) -> None:
    agent = f'if [ "$SWARM_TASK_ID" = 2.2 ]; then echo cannot; exit 3; fi; {WORKER}'
    done, report = project.up(
        "--bus", "memory", "--tries", "2", agent=f"command:{agent}"
    )
    assert done.returncode == 1
    assert report["status"] == "ended"
    assert report["tasks"]["2.2"]["state"] == "failed"
    assert "3" in report["tasks"]["2.2"]["reason"]
    assert report["tasks"]["3.1"]["state"] == "blocked"
    assert report["tasks"]["3.2"]["state"] == "integrated"
    # Mended, the same command goes on where it ended.
    done, report = project.up("--bus", "memory")
    assert done.returncode == 0
    assert project.merged == dict.fromkeys(LEAVES, 1)


def test_a_plan_that_was_changed_goes_on_as_it_is_now(project: Project) -> None:
    agent = f'if [ "$SWARM_TASK_ID" = 3.3 ]; then exit 3; fi; {WORKER}'
    done, report = project.up(
        "--bus", "memory", "--tries", "1", agent=f"command:{agent}"
    )
    assert done.returncode == 1
    assert report["tasks"]["3.4"]["state"] == "blocked"
    text = project.tasks.read_text(encoding="utf-8")
    head, _, end = text.partition(
        "  - [ ] 3.3 Polish\n    - _Dependencies: 3.1, 3.2_\n"
    )
    end = end.replace("3.4 Release\n    - _Dependencies: 3.3_", "3.4 Ship it")
    project.tasks.write_text(head + end, encoding="utf-8")
    project.git("commit", "-q", "-a", "-m", "less to do")
    done, report = project.up("--bus", "memory")
    assert done.returncode == 0, done.stderr
    assert report["status"] == "completed"
    assert report["tasks"]["3.3"]["reason"] == "no longer in the plan"
    assert project.git("show", "main:task-3.4.txt") == "Ship it"


def test_what_breaks_the_gate_does_not_land(project: Project) -> None:
    agent = (
        'if [ "$SWARM_TASK_ID-$SWARM_ATTEMPT" = 2.2-1 ]; then touch broken; '
        f"else rm -f broken; fi; {WORKER}"
    )
    done, report = project.up(
        "--bus", "memory", "--gate", "test ! -e broken", agent=f"command:{agent}"
    )
    assert done.returncode == 0, report
    assert report["tasks"]["2.2"]["attempts"] == 2
    assert project.merged == dict.fromkeys(LEAVES, 1)
    for commit in project.git("log", "--format=%H", "main").splitlines():
        tree = project.git("ls-tree", "--name-only", commit).splitlines()
        first_parents = project.git("log", "--first-parent", "--format=%H", "main")
        assert "broken" not in tree or commit not in first_parents


def test_an_agent_sees_the_failed_gate(project: Project, tmp_path: Path) -> None:
    seen = tmp_path / "brief.md"
    agent = (
        'if [ "$SWARM_TASK_ID" = 2.2 ]; then if [ $SWARM_ATTEMPT = 1 ]; then touch broken; '
        f'else cp "$SWARM_TASK_BRIEF" "{seen}"; rm broken; fi; fi; {WORKER}'
    )
    gate = "if [ -e broken ]; then echo this is broken; exit 1; fi"
    done, _ = project.up("--bus", "memory", "--gate", gate, agent=f"command:{agent}")
    assert done.returncode == 0
    assert "this is broken" in seen.read_text(encoding="utf-8")


def test_a_conflict_goes_back_with_both_sides(project: Project, tmp_path: Path) -> None:
    seen = tmp_path / "brief.md"
    # 2.1 and 2.2 run side by side and write different text into one file.
    agent = (
        'case "$SWARM_TASK_ID" in 2.1|2.2) '
        'if [ -e shared.txt ] && grep -q "<<<<<<<" shared.txt; then '
        f'cp "$SWARM_TASK_BRIEF" "{seen}"; echo "both" > shared.txt; '
        'else echo "I am $SWARM_TASK_ID" >> shared.txt; sleep 0.4; fi;; esac; ' + WORKER
    )
    done, report = project.up("--bus", "memory", agent=f"command:{agent}")
    assert done.returncode == 0, report
    assert project.git("show", "main:shared.txt") == "both"
    attempts = sorted(report["tasks"][t]["attempts"] for t in ("2.1", "2.2"))
    assert attempts == [1, 2]
    brief = seen.read_text(encoding="utf-8")
    assert "shared.txt" in brief
    assert "I am 2.1" in brief
    assert "I am 2.2" in brief


def test_a_dirty_checkout_is_left_alone(project: Project) -> None:
    (project.root / "README.md").write_text("# My own edit\n", encoding="utf-8")
    done, report = project.up("--bus", "memory")
    assert done.returncode == 0
    assert (project.root / "README.md").read_text(encoding="utf-8") == "# My own edit\n"
    assert not list(project.root.glob("task-*.txt"))
    assert project.files == set(LEAVES)
    told = json.dumps(report) + done.stderr
    assert "uncommitted" in told or "dirty" in told


def test_a_plan_that_is_not_committed_is_ticked_in_place(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.git("rm", "-q", "-r", "--cached", ".kiro")
    project.git("commit", "-q", "-m", "without the plan")
    done, _ = project.up("--bus", "memory")
    assert done.returncode == 0, done.stderr
    text = project.tasks.read_text(encoding="utf-8")
    assert "- [x] 3.4" in text
    assert "- [ ]* 2.5" in text


def test_work_on_another_branch_than_the_checkout(project: Project) -> None:
    project.git("branch", "release")
    done, report = project.up("--bus", "memory", "--target", "release")
    assert done.returncode == 0, done.stderr
    assert report["target"] == "release"
    assert project.files == set()
    assert "task-3.4.txt" in project.git("ls-tree", "--name-only", "release")


@pytest.mark.parametrize("where", ["dirty", "other"])
def test_a_finished_plan_does_not_land_again(project: Project, where: str) -> None:
    words = ["--bus", "memory"]
    if where == "dirty":
        (project.root / "README.md").write_text("# Mine\n", encoding="utf-8")
    else:
        project.git("branch", "other")
        words += ["--target", "other"]
    branch = "main" if where == "dirty" else "other"
    assert project.up(*words)[0].returncode == 0
    head = project.git("rev-parse", branch)
    done, report = project.up(*words)
    assert done.returncode == 0, done.stderr
    assert report["status"] == "completed"
    assert {task["state"] for task in report["tasks"].values()} == {"skipped"}
    assert project.git("rev-parse", branch) == head


def test_a_finished_plan_has_nothing_to_do(project: Project) -> None:
    project.up("--bus", "memory")
    head = project.git("rev-parse", "main")
    done, report = project.up("--bus", "memory")
    assert done.returncode == 0
    assert report["status"] == "completed"
    assert {task["state"] for task in report["tasks"].values()} == {"skipped"}
    assert project.git("rev-parse", "main") == head


def test_plain_lines_tell_what_happens(project: Project) -> None:
    words = [w for w in project.up_words("--bus", "memory") if w != "--json"]
    done = project.swarm(*words)
    assert done.returncode == 0
    assert "task 2.1" in done.stdout
    assert "kiro-" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_plan_of_the_test_has_the_leaves_it_says() -> None:
    assert all(f"- [ ] {leaf} " in PLAN for leaf in LEAVES)


def test_a_repository_may_lie_in_a_folder_of_any_name(tmp_path: Path) -> None:
    project = Project(tmp_path / "für 任务 $x #1", plan="- [ ] 1.2 Add the model\n")
    done, report = project.up("--bus", "nats")
    assert done.returncode == 0, done.stderr
    assert report["status"] == "completed"
