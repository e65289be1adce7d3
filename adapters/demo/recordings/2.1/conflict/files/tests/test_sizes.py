import pytest
from plainly.errors import NotUnderstood
from plainly.kinds import find
from plainly.sizes import read_size, say_size


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1536, "1.5 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (2_000_000_000, "2.0 GB"),
        (10**19, "10000.0 PB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_fits(size, said):
    assert say_size(size) == said


def test_a_size_is_not_negative():
    with pytest.raises(ValueError, match="-1"):
        say_size(-1)


@pytest.mark.parametrize(
    ("text", "size"), [("512 B", 512), ("1.5 kB", 1500), (" 2GB ", 2 * 10**9)]
)
def test_a_size_is_read_back(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "12", "1.5 KB", "-1 B", "a few MB"])
def test_what_is_no_size_is_not_understood(text):
    with pytest.raises(NotUnderstood, match="a size such as"):
        read_size(text)


def test_size_is_a_kind():
    assert find("size").say(1500) == "1.5 kB"
    assert find("size").read("1.5 kB") == 1500
