"""Names of swarms and tasks become names of refs and folders."""

from __future__ import annotations

import subprocess
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.git.names import (
    branch_name,
    component,
    instance_folder,
    integration_ref,
    rescue_ref,
)
from domain.errors import Refused

NAMES = st.text(min_size=1, max_size=60).filter(lambda name: "\0" not in name)


def test_plain_names_stay():
    assert branch_name("checkout", "1.2", 3) == "swarm/checkout/1.2/3"
    assert rescue_ref("CORE-1", 2) == "refs/swarm/rescue/CORE-1/2"
    assert component("任务_3") == "任务_3"


def test_others_are_quoted():
    assert branch_name("a b", "spec/1.", 1) == "swarm/a%20b/spec%2F1%2E/1"


def test_an_integration_keeps_its_two_parts():
    name = "demo/train 1"
    assert integration_ref("refs/x", name) == "refs/x/demo/train%201"


@given(NAMES, NAMES)
def test_different_names_stay_different(one, other):
    assert (component(one) == component(other)) == (one == other)


@given(NAMES)
def test_a_name_can_be_read_back(name):
    if len(component(name).encode()) < 100:
        assert unquote(component(name)) == name


@settings(max_examples=3, deadline=None)
@given(st.lists(NAMES, min_size=20, max_size=20))
@example([".", "..", "a..b", "a.lock", ".lock", "@", "@{", "-", "x.", "é" * 500, "a/b"])
def test_git_takes_every_name(names):
    for name in names[:20]:
        ref = rescue_ref(name, 1)
        checked = subprocess.run(["git", "check-ref-format", ref], check=False)
        assert checked.returncode == 0, (name, ref)
        assert all(len(part.encode()) < 200 for part in ref.split("/"))


def test_instances_are_plain_words():
    assert instance_folder("kiro-1") == "kiro-1"
    with pytest.raises(Refused, match="cannot name an instance"):
        instance_folder("..")
