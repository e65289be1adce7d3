from __future__ import annotations

from datetime import datetime, timezone

from bus.nats.codec import from_wire, to_headers
from tests.contract.bus.messages import an_action


def test_headers_are_new_at_each_call():
    message = an_action(headers={"Traceparent": "00-1"})
    headers = to_headers(message)
    headers["Nats-Expected-Stream"] = "X"
    assert "Nats-Expected-Stream" not in to_headers(message)
    assert message.headers == {"Traceparent": "00-1"}


def test_empty_fields_have_no_header():
    assert set(to_headers(an_action())) == {
        "Swarm-Id",
        "Swarm-Correlation-Id",
        "Swarm-Sent-At",
    }


def test_a_message_without_headers_is_read():
    stored_at = datetime(2026, 1, 2, tzinfo=timezone.utc)
    message = from_wire(
        "a.b", b"status swarm", None, fallback_id="A 1", stored_at=stored_at
    )
    assert (message.id, message.sent_at) == ("A 1", stored_at)
    assert not message.headers


def test_headers_of_the_server_are_not_the_messages():
    headers = {"Nats-Sequence": "7", "Swarm-Actor": "alice", "X": "y"}
    message = from_wire("a.b", b"", headers, fallback_id="1")
    assert message.headers == {"X": "y"}
    assert message.actor == "alice"


def test_a_wild_correlation_becomes_a_name():
    headers = {"Swarm-Correlation-Id": "a.>"}
    message = from_wire("a.b", b"", headers, fallback_id="1")
    assert message.correlation_id.isalnum()


def test_a_time_without_a_zone_is_utc():
    headers = {"Swarm-Sent-At": "2026-01-02T03:04:05"}
    message = from_wire("a.b", b"", headers, fallback_id="1")
    assert message.sent_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
