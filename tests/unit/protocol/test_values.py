from __future__ import annotations

import pytest

from commands.protocol.errors import ProtocolError
from commands.protocol.quoting import items_of, quote, unquote
from commands.protocol.values import decode, encode
from commands.protocol.vocabulary import Parameter

READ = [
    ("int", "5", 5),
    ("int", "-5", -5),
    ("float", "12.5", 12.5),
    ("float", "1e3", 1000.0),
    ("float", ".5", 0.5),
    ("bool", "yes", True),
    ("bool", "OFF", False),
    ("duration", "30", 30),
    ("duration", "30s", 30),
    ("duration", "250ms", 0.25),
    ("duration", "5m", 300),
    ("duration", "1h30m", 5400),
    ("duration", "2 hours", 7200),
    ("duration", "1.5d", 129_600),
    ("duration", "PT30S", 30),
    ("duration", "P1DT2H", 93_600),
    ("duration", "pt0.5s", 0.5),
    ("size", "1000", 1000),
    ("size", "64k", 65_536),
    ("size", "64kB", 64_000),
    ("size", "512MiB", 536_870_912),
    ("size", "1.5 Gi", 1_610_612_736),
    ("list", "a,b", ["a", "b"]),
    ("list", "", []),
    ("list", '""', [""]),
    ("list", 'a,"b, c",', ["a", "b, c", ""]),
    ("list", "'x','y'", ["x", "y"]),
    ("json", "{}", {}),
    ("json", "'[1, \"a\"]'", [1, "a"]),
    ("json", "3", 3),
    ("text", "1.2.3", "1.2.3"),
    ("text", r'"\u00e9\"\n"', 'é"\n'),
    ("text", r"'\U0001f389'", "🎉"),
    ("text", "", ""),
    ("id", "feature/x", "feature/x"),
]
REFUSED = [
    ("int", "1.5"),
    ("int", "٣"),
    ("float", "nan"),
    ("float", "1e999"),
    ("bool", "maybe"),
    ("duration", "soon"),
    ("duration", "5 parsecs"),
    ("duration", "P"),
    ("duration", "PT"),
    ("size", "5 parsecs"),
    ("size", "big"),
    ("list", 'a,"b"c'),
    ("json", "{"),
    ("json", "Infinity"),
    ("id", "a b"),
    ("id", "a/../b"),
    ("id", "-rf"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), READ)
def test_a_written_value_is_read_by_its_kind(
    kind: str, raw: str, value: object
) -> None:
    parameter = Parameter("p", kind)
    found = decode(parameter, raw)
    assert found == value
    assert type(found) is type(value)
    assert decode(parameter, encode(parameter, found)) == found


@pytest.mark.parametrize(("kind", "raw"), REFUSED)
def test_what_does_not_fit_its_kind_is_refused(kind: str, raw: str) -> None:
    with pytest.raises(ProtocolError):
        decode(Parameter("p", kind), raw)


def test_what_is_shown_of_a_wrong_value_is_short() -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(Parameter("p", "int"), "x" * 1000)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("text", ["a b", 'say "hi"', "it's", "\\", "\n", "\x00", ""])
def test_quotes_hold_any_text(text: str) -> None:
    assert unquote(quote(text)) == text
    assert quote(text).isprintable()


def test_quotes_with_fewer_escapes_are_chosen() -> None:
    assert quote('say "hi"') == "'say \"hi\"'"
    assert quote("it's") == '"it\'s"'


def test_items_are_quoted_one_by_one() -> None:
    assert items_of('"a, b",c') == ["a, b", "c"]
