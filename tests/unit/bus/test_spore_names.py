from __future__ import annotations

import pytest

from bus.spores.names import NameMaker, SporeName, answer_name


def test_names_follow_the_order_in_which_they_were_made():
    maker = NameMaker()
    names = [maker.make(f"m{n}") for n in range(1000)]
    assert sorted(map(str, names)) == [str(name) for name in names]
    assert len({name.time for name in names}) == 1000


def test_a_name_is_read_as_it_was_written():
    name = NameMaker().make("m-1")
    assert SporeName.parse(str(name)) == name
    again = SporeName(name.time, name.id, tries=12)
    assert str(again) == f"{name.time}-m-1.try12.spore.md"
    assert SporeName.parse(str(again)) == again
    assert again.key == name.key


def test_an_id_that_is_no_file_name_is_named_by_a_digest():
    name = NameMaker().make("../../etc/passwd")
    assert "/" not in str(name)
    assert SporeName.parse(str(name)) == name


@pytest.mark.parametrize("text", ["x.md", "x.spore.md", "20260101T000000Z-a.spore.md"])
def test_other_names_are_none_of_ours(text):
    assert SporeName.parse(text) is None


def test_an_answer_is_named_by_its_correlation():
    assert answer_name("c-1", "m-1") == "c-1-m-1.spore.md"
    assert answer_name("m-1", "m-1") == "m-1.spore.md"
