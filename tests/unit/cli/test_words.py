from __future__ import annotations

import pytest

from adapters.cli.errors import BadUsage
from adapters.cli.words import join, leading, understand
from commands.protocol.quoting import unquote, words_of


def test_plain_words_are_joined_as_they_are():
    words = ["run", "task", "1.2", "beast", "mode", "timeout=300"]
    assert join(words) == "run task 1.2 beast mode timeout=300"


def test_a_single_word_is_a_whole_line():
    assert join([" pause swarm because='of tea' "]) == "pause swarm because='of tea'"


@pytest.mark.parametrize(
    "value",
    [
        "two words",
        "it's",
        'say "no"',
        "a\\b",
        "two\nlines",
        "tab\there",
        "",
        "\x1b[31m",
    ],
)
def test_a_value_reaches_the_protocol_unchanged(value):
    word = words_of(join(["pause", "swarm", f"because={value}"]))[-1]
    assert (word.key, unquote(word.raw)) == ("because", value)


def test_a_bare_word_with_spaces_becomes_one_quoted_word():
    words = words_of(join(["show", "two words"]))
    assert [unquote(word.raw) for word in words] == ["show", "two words"]


@pytest.mark.parametrize("written", ['because="of tea"', "because='of tea'"])
def test_what_is_quoted_for_the_protocol_already_stays(written):
    assert join(["pause", "swarm", written]) == f"pause swarm {written}"


def test_json_given_as_a_value_arrives_as_json():
    word = words_of(join(["launch", "swarm", 'settings={"instances": 4}']))[-1]
    assert unquote(word.raw) == '{"instances": 4}'


def test_options_are_taken_out_wherever_they_stand():
    asked = understand(["--json", "status", "-C", "/repo", "swarm", "--timeout=5"])
    assert (asked.words, asked.flags, asked.values) == (
        ["status", "swarm"],
        {"json"},
        {"repo": "/repo", "timeout": "5"},
    )


def test_two_dashes_end_the_options():
    assert understand(["say", "--", "--json"]).words == ["say", "--json"]


def test_a_negative_number_and_a_dash_are_no_options():
    assert understand(["set", "-1.5", "-"]).words == ["set", "-1.5", "-"]


@pytest.mark.parametrize("argv", [["status", "--nope"], ["--jsonn"], ["-x"]])
def test_an_unknown_option_is_named_with_the_known_ones(argv):
    with pytest.raises(BadUsage, match=r"there is no option -.*known are.*--json"):
        understand(argv)


@pytest.mark.parametrize("option", ["-C", "--repo", "--timeout"])
def test_an_option_that_lacks_its_value_is_named(option):
    with pytest.raises(BadUsage, match=f"{option} needs a value"):
        understand(["status", option])


def test_leading_options_are_parted_from_the_command_with_their_values():
    assert leading(["-C", "x", "--json", "up", "--json"]) == (
        ["-C", "x", "--json"],
        ["up", "--json"],
    )
