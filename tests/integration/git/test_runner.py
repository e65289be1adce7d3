"""How git is run."""

from __future__ import annotations

import os

import pytest

from adapters.git.errors import GitFailed, GitMissing, GitTimeout
from adapters.git.runner import Git, git_environment


def test_what_ties_git_to_a_repository_is_not_handed_on():
    handed = git_environment(
        {
            "PATH": "/bin",
            "GIT_DIR": "/x",
            "GIT_AUTHOR_NAME": "x",
            "GIT_CONFIG_PARAMETERS": "'a.b=c'",
            "GIT_SSH_COMMAND": "ssh -i key",
        }
    )
    assert handed["PATH"] == "/bin"
    assert handed["GIT_SSH_COMMAND"] == "ssh -i key"
    assert handed["LC_ALL"] == "C"
    assert not {"GIT_DIR", "GIT_AUTHOR_NAME", "GIT_CONFIG_PARAMETERS"} & handed.keys()


def test_a_failure_shows_the_command_and_what_git_said(tmp_path):
    with pytest.raises(GitFailed, match=r"`git rev-parse HEAD` ended with 128: fatal"):
        Git(tmp_path)("rev-parse", "HEAD")


def test_a_missing_git_is_said(tmp_path):
    with pytest.raises(GitMissing, match="install git"):
        Git(tmp_path, {"PATH": str(tmp_path)})("version")


def fake(folder, script):
    program = folder / "git"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Git(folder, {"PATH": f"{folder}:{os.defpath}"})


def test_a_command_that_hangs_is_ended_gently(tmp_path):
    git = fake(tmp_path, f"trap 'touch {tmp_path}/ended; exit' TERM; sleep 60 & wait")
    with pytest.raises(GitTimeout, match=r"did not end within 0\.5 s"):
        git.ask("x", time_limit_s=0.5)
    assert (tmp_path / "ended").exists()


def test_a_command_that_does_not_listen_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("adapters.git.runner._GRACE_S", 0.2)
    git = fake(tmp_path, "trap '' TERM; while :; do sleep 0.1; done")
    with pytest.raises(GitTimeout):
        git.ask("x", time_limit_s=0.3)


def test_names_that_are_not_utf8_survive(project):
    name = os.fsdecode(b"odd-\xff-name")
    project.write(name, "x")
    repository = project.open()
    repository.git("add", "--all")
    assert name in repository.git.names("ls-files", "-z")
