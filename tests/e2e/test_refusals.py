"""What cannot begin is refused in a readable sentence, and nothing is changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.project import PLAN, Project, kill, until

AGENT = ["--agent", "command:true"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def refused(project: Project, *words: str, path: str = "") -> str:
    """Run, expect a refusal, and prove that nothing changed."""
    before = _picture(project)
    done = project.swarm(*words, **({"PATH": path} if path else {}))
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert _picture(project) == before
    return done.stderr


def _picture(project: Project) -> tuple[object, ...]:
    files = {
        path.relative_to(project.root): path.read_bytes()
        for path in project.root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(project.root).parts[:1]
    }
    inside = subprocess.run(
        ["git", "-C", str(project.root), "for-each-ref"],
        capture_output=True,
        check=False,
        text=True,
    )
    return files, inside.stdout


def up(*more: str) -> list[str]:
    return ["up", "shop", *AGENT, "--no-gate", *more]


def test_not_a_git_repository(project: Project, tmp_path: Path) -> None:
    bare = tmp_path / "elsewhere"
    bare.mkdir()
    told = refused(project, *up("--repo", str(bare)))
    assert "not in a git repository" in told
    assert list(bare.iterdir()) == []


def test_no_such_spec(project: Project) -> None:
    told = refused(project, "up", "shopp", *AGENT, "--no-gate")
    assert "shopp" in told
    assert "shop" in told.replace("shopp", "")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("_Dependencies: 1.2_", "_Dependencies: 3.4_", ["3.4", "1.3", "tasks.md:"]),
        ("_Dependencies: 3.3_", "_Dependencies: 7.7_", ["7.7", "tasks.md:30"]),
        ("- [ ] 2.3 Add", "- [ ] 2.2 Add", ["2.2", "tasks.md:"]),
        (
            "_Dependencies: 3.3_",
            "_Dependencies: 3.4_",
            ["3.4", "itself", "tasks.md:30"],
        ),
    ],
    ids=["cycle", "unknown dependency", "duplicate ids", "self dependency"],
)
def test_a_plan_that_cannot_be_run(
    project: Project, old: str, new: str, words: list[str]
) -> None:
    project.tasks.write_text(PLAN.replace(old, new, 1), encoding="utf-8")
    told = refused(project, *up())
    assert all(word in told for word in words), told


def test_a_plan_without_tasks(project: Project) -> None:
    project.tasks.write_text("# Plan\n\nLater.\n", encoding="utf-8")
    assert "no task" in refused(project, *up())


def test_a_detached_head(project: Project) -> None:
    project.git("checkout", "-q", "--detach")
    told = refused(project, *up())
    assert "detached" in told
    assert "--target" in told


def test_an_unborn_head(project: Project) -> None:
    project.git("checkout", "-q", "--orphan", "new")
    assert "commit" in refused(project, *up())


def test_a_missing_target(project: Project) -> None:
    told = refused(project, *up("--target", "mian"))
    assert "mian" in told
    assert "main" in told


def test_an_agent_that_is_not_there(project: Project) -> None:
    told = refused(project, "up", "shop", "--no-gate", "--agent", "command:kirro-cli x")
    assert "kirro-cli" in told


def test_no_agent(project: Project) -> None:
    assert "--agent" in refused(project, "up", "shop", "--no-gate")


def test_no_gate_given_and_none_found(project: Project) -> None:
    told = refused(project, "up", "shop", *AGENT)
    assert "--gate" in told
    assert "--no-gate" in told


def test_gate_and_no_gate(project: Project) -> None:
    assert "--gate" in refused(project, *up("--gate", "true"))


@pytest.mark.parametrize(
    "words",
    [("--instances", "0"), ("--instances", "many"), ("--bus", "pigeon"), ("--wat",)],
)
def test_bad_usage(project: Project, words: tuple[str, ...]) -> None:
    assert words[0] in refused(project, *up(*words))


def test_an_old_git(project: Project, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text(
        '#!/bin/sh\ncase " $* " in *" version "*|*" --version "*) '
        'echo git version 2.30.2;; *) exec /usr/bin/git "$@";; esac\n',
        encoding="utf-8",
    )
    old.chmod(0o755)
    told = refused(project, *up(), path=f"{old.parent}:/usr/bin:/bin")
    assert "2.30" in told
    assert "2.38" in told


def test_another_controller(project: Project) -> None:
    first = project.start(
        *project.up_words("--bus", "memory", agent="command:sleep 60")
    )
    lock = project.root / ".swarm" / "run" / "controller.lock"
    until(lambda: lock.exists() and bool(lock.read_text(encoding="utf-8").strip()))
    try:
        done = project.swarm(*up())
        assert done.returncode == 2
        assert str(first.pid) in done.stderr
    finally:
        kill(first)
    project.wait_for_no_processes()
