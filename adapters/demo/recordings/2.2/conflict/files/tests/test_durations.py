import pytest
from plainly.durations import read_duration, say_duration
from plainly.errors import NotUnderstood
from plainly.kinds import find


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (185, "3 min 5 s"),
        (3599, "59 min 59 s"),
        (3720, "1 h 2 min"),
        (7199, "2 h"),
        (86_399, "1 d"),
        (183_600, "2 d 3 h"),
    ],
)
def test_a_duration_is_said_in_two_units_at_most(seconds, said):
    assert say_duration(seconds) == said


def test_a_duration_is_not_negative():
    with pytest.raises(ValueError, match="-1"):
        say_duration(-1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("45 s", 45), ("1 h 2 min", 3720), (" 2d3h ", 183_600)]
)
def test_a_duration_is_read_back(text, seconds):
    assert read_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "2 min 1 h", "1 h 1 h", "5 minutes", "soon"])
def test_what_is_no_duration_is_not_understood(text):
    with pytest.raises(NotUnderstood, match="a duration such as"):
        read_duration(text)


def test_duration_is_a_kind():
    assert find("duration").say(60) == "1 min"
    assert find("duration").read("1 min") == 60
