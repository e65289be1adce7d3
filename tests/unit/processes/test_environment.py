from __future__ import annotations

from pathlib import Path

from adapters.processes.environment import child_environment


def made(tmp_path: Path, **base: str) -> dict[str, str]:
    return child_environment(
        base, state=tmp_path / ".swarm", cwd=tmp_path, facts={"SWARM_TASK_ID": "1.2"}
    )


def test_the_path_stays_as_it_was_given(tmp_path: Path):
    path = "/project/.venv/bin:/usr/bin"
    assert made(tmp_path, PATH=path, VIRTUAL_ENV="/project/.venv")["PATH"] == path


def test_what_is_ours_goes_and_what_is_the_users_stays(tmp_path: Path):
    found = made(
        tmp_path,
        PYTHONPATH="/ours",
        VIRTUAL_ENV="/ours",
        GIT_DIR="/checkout/.git",
        GIT_INDEX_FILE="/checkout/.git/index",
        GIT_WORK_TREE="/checkout",
        GIT_AUTHOR_NAME="Ada",
        GIT_SSH_COMMAND="ssh -i key",
        GIT_CONFIG_GLOBAL="/home/ada/.gitconfig",
        SWARM_NATS_PASSWORD="secret",
        SWARM_TASK_ID="9",
        OLDPWD="/somewhere",
        PWD="/somewhere",
        HOME="/home/ada",
    )
    marks = {name: found.pop(name) for name in ("SWARM_RUN", "SWARM_STATE")}
    assert found == {
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_SSH_COMMAND": "ssh -i key",
        "GIT_CONFIG_GLOBAL": "/home/ada/.gitconfig",
        "HOME": "/home/ada",
        "PWD": str(tmp_path),
        "SWARM_TASK_ID": "1.2",
    }
    assert marks["SWARM_STATE"] == str(tmp_path / ".swarm")


def test_a_fact_with_a_nul_fits_into_an_environment(tmp_path: Path):
    found = child_environment(
        {}, state=tmp_path, cwd=tmp_path, facts={"SWARM_TASK_TITLE": "a\0b"}
    )
    assert found["SWARM_TASK_TITLE"] == "ab"
