from __future__ import annotations

from datetime import timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bus.errors import BadMessage
from bus.spores.codec import from_text, is_spore, to_text
from tests.contract.bus.messages import an_action

bodies = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.sampled_from("`yaml \n#:-|")),
)
moments = st.datetimes(timezones=st.just(timezone.utc))


@given(bodies, moments)
def test_a_message_is_read_as_it_was_written(body, sent_at):
    message = an_action(body=body, sent_at=sent_at, headers={"a": "b"})
    text = to_text(message)
    assert is_spore(text)
    assert from_text(text, fallback_id="x") == message


@given(st.data())
def test_a_spore_that_was_cut_off_is_never_read_as_something_else(data):
    text = to_text(an_action(body="```yaml\nbody: other\n```\n{\n}"))
    end = data.draw(st.integers(0, len(text.rstrip()) - 1))
    with pytest.raises(BadMessage):
        from_text(text[:end], fallback_id="x")


def test_windows_line_ends_do_not_matter():
    text = to_text(an_action(id="m")).replace("\n", "\r\n")
    assert from_text(text, fallback_id="x").id == "m"


def test_an_empty_body_has_its_subject_for_a_title():
    assert to_text(an_action(body="")).startswith(
        "# swarm.v1.default.action.run.task\n"
    )


def test_a_time_without_a_zone_is_utc():
    text = "```yaml\nsubject: a\nbody: b\nsent_at: 2026-01-02T03:04:05\n```\n"
    assert from_text(text, fallback_id="x").sent_at.tzinfo is timezone.utc


@pytest.mark.parametrize("text", ["", "status swarm\n", "```\na: b\n```\n"])
def test_other_texts_are_no_spores(text):
    assert not is_spore(text)
    with pytest.raises(BadMessage, match="no YAML block"):
        from_text(text, fallback_id="x")
