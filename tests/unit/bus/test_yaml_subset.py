from __future__ import annotations

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from bus.spores.yaml_subset import dump, load

texts = st.text(st.characters(exclude_categories=["Cs"]))
awkward = st.text(st.sampled_from("a \n\t#:-|>'\"\\`{}\x00\x07\x7f\x85\u2028\r\ufeff"))
keys = st.text(st.sampled_from("abcXYZ09_-"), min_size=1)
contents = st.dictionaries(
    keys,
    st.one_of(texts, awkward, st.dictionaries(keys, st.one_of(texts, awkward))),
    min_size=1,
)


@given(contents)
def test_what_was_written_is_read_as_it_was(content):
    assert load(dump(content)) == content


printable = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])) | st.text(
    st.sampled_from("ab \n\t#:-|>'\"\\`{}")
)
nested = st.dictionaries(st.sampled_from(["key", "other"]), printable)


@given(st.dictionaries(keys, st.one_of(printable, nested)))
def test_every_yaml_reader_reads_what_was_written(content):
    named = {f"k{key}": value for key, value in content.items()}
    assert (yaml.safe_load(dump(named)) or {}) == named


def test_lines_stay_readable():
    assert dump({"body": '{\n  "a": 1\n}', "n": {}}) == (
        'body: |2-\n  {\n    "a": 1\n  }\nn: {}\n'
    )


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: b c # not a remark", {"a": "b c # not a remark"}),
        ("# a remark\n\na: 'it''s'\n", {"a": "it's"}),
        ('a:\n  b: c\n  d: "e"\nf: g\n', {"a": {"b": "c", "d": "e"}, "f": "g"}),
        ("a: |\n  one\n\n  two\nb: c", {"a": "one\n\ntwo\n", "b": "c"}),
        ("a: |-\n  one\nb: c", {"a": "one", "b": "c"}),
        ("a:\n", {"a": {}}),
    ],
)
def test_people_may_write_it_their_way(text, content):
    assert load(text) == content


@pytest.mark.parametrize(
    "text", ["- a", "a", "a: b\n c: d", 'a: "b', "a:\n  - b", "!!python/x: y"]
)
def test_anything_else_is_refused_with_its_line(text):
    with pytest.raises(ValueError, match=r"line \d"):
        load(text)
