from __future__ import annotations

import shlex
import sys

import pytest

from adapters.cli.demo import _this_program


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Run as a program that lies in a folder with a blank in its name."""
    path = tmp_path / "my bin" / "swarm"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(path), "demo"])
    return path


def test_a_program_that_is_not_on_the_path_is_named_in_full(program, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert shlex.split(_this_program()) == [str(program)]


def test_a_program_that_is_on_the_path_is_named_shortly(program, monkeypatch):
    monkeypatch.setenv("PATH", str(program.parent))
    assert _this_program() == "swarm"
