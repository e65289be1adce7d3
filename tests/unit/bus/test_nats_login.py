from __future__ import annotations

import importlib.util

import pytest

from bus.errors import BusMisconfigured
from bus.nats.login import Login


def test_several_servers_stand_behind_one_address():
    options = Login("nats://a:1,nats://b:2").options()
    assert options["servers"] == ["nats://a:1", "nats://b:2"]


def test_nothing_waits_in_a_buffer_while_disconnected():
    assert Login("nats://a:1").options()["pending_size"] == -1


def test_the_password_is_not_shown():
    login = Login("nats://a:1", "swarm", "secret")
    assert "secret" not in repr(login)
    assert login.options()["password"] == "secret"


def test_a_credentials_file_needs_its_package(monkeypatch, tmp_path):
    login = Login("nats://a:1", creds=tmp_path / "swarm.creds")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BusMisconfigured, match="nkeys"):
        login.options()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert login.options()["user_credentials"] == str(tmp_path / "swarm.creds")
