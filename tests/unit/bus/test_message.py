from __future__ import annotations

import pytest

from bus import checks
from bus.checks import check, one_line
from bus.errors import BadMessage
from bus.message import Message, answer_to
from tests.contract.bus.messages import an_action


def test_a_message_begins_a_correlation_of_its_own():
    assert an_action(id="m-1").correlation_id == "m-1"
    assert an_action(id="m-1", correlation_id="c-1").correlation_id == "c-1"


def test_an_answer_belongs_to_its_question():
    question = an_action(id="q", correlation_id="c-1")
    answer = answer_to(question, "done", tenant="acme")
    assert answer.subject == "swarm.v1.acme.result.c-1"
    assert (answer.causation_id, answer.correlation_id) == ("q", "c-1")
    assert answer.id != question.id


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": ""}, "message id"),
        ({"id": "x" * 201}, "message id"),
        ({"id": "a\nb"}, "one line"),
        ({"actor": "a\r\nNats-Msg-Id: b"}, "one line"),
        ({"causation_id": " a"}, "one line"),
        ({"correlation_id": "a b"}, "correlation id"),
        ({"headers": {"a b": "c"}}, "header"),
        ({"headers": {"Nats-Msg-Id": "c"}}, "header"),
        ({"headers": {"swarm-actor": "c"}}, "header"),
        ({"headers": {"a": "b\nc"}}, "one line"),
        ({"body": "\ud800"}, "no text"),
    ],
)
def test_what_no_transport_could_carry_is_refused(change, complaint):
    with pytest.raises(BadMessage, match=complaint):
        check(an_action(**change))


@pytest.mark.parametrize("subject", ["", "a b", "a..b", ".a", "a.", "a.*", "a.>"])
def test_a_subject_to_publish_on_has_no_wildcards_and_no_gaps(subject):
    with pytest.raises(BadMessage, match="no subject"):
        check(Message(subject=subject, body=""))


def test_a_body_has_a_limit(monkeypatch):
    monkeypatch.setattr(checks, "LONGEST_BODY", 3)
    check(an_action(body="abc"))
    with pytest.raises(BadMessage, match="4 bytes"):
        check(an_action(body="\u00e9\u00e9"))


def test_a_reason_becomes_one_short_line():
    assert one_line(" a\n\tb  c ") == "a b c"
    assert len(one_line("x" * 5000)) == 2000
