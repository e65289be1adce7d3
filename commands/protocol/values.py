"""What a written value becomes, kind by kind, and how it is written again."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Callable

from commands.protocol.errors import ProtocolError
from commands.protocol.quoting import items_of, quote, unquote, written

if TYPE_CHECKING:
    from commands.protocol.vocabulary.declaration import Parameter

MAX_NESTING = 32
MAX_ID = 200
MAX_SHOWN = 40

# Patterns as text: each is compiled when it is first used, not at import.
_INT = r"[+-]?[0-9]{1,18}"
_FLOAT = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_NUMBER = r"([0-9]{1,12}(?:\.[0-9]{1,9})?)"
_CLOCK = rf"(?i:(?:{_NUMBER}\s*([a-z]+)\s*)+)"
_CLOCK_PART = rf"(?i:{_NUMBER}\s*([a-z]+))"
_ISO = (
    rf"(?i:P(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?)"
)
_ISO_SECONDS = (604_800, 86_400, 3_600, 60, 1)
_SIZE = rf"(?i:{_NUMBER}\s*([a-z]*))"

DURATION_UNITS = {
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("w", "week", "weeks"), 604_800),
}
# A letter alone counts in 1,024s, as memory limits do; `kB`, `MB` … in 1,000s.
SIZE_UNITS: dict[str, int] = {
    "": 1,
    **dict.fromkeys(("b", "byte", "bytes"), 1),
    **{f"{letter}b": 1_000**power for power, letter in enumerate("kmgt", 1)},
    **{letter: 1_024**power for power, letter in enumerate("kmgt", 1)},
    **{f"{letter}i": 1_024**power for power, letter in enumerate("kmgt", 1)},
    **{f"{letter}ib": 1_024**power for power, letter in enumerate("kmgt", 1)},
}


def _id(text: str) -> str:
    if not text or len(text) > MAX_ID:
        raise ValueError(f"a name of 1 to {MAX_ID} characters")
    spaced = " " in text or not text.isprintable()
    if spaced or text[0] == "-" or (".." in text and ".." in text.split("/")):
        raise ValueError("a name without spaces, `..` or a `-` at its beginning")
    return text


def _int(text: str) -> int:
    if not re.fullmatch(_INT, text):
        raise ValueError("a whole number")
    return int(text)


def _float(text: str) -> float:
    if not re.fullmatch(_FLOAT, text):
        raise ValueError("a number")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number that is not endless")
    return value


def _bool(text: str) -> bool:
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("true or false")


def duration_of(text: str) -> float:
    """Read `30`, `30s`, `5 minutes`, `1h30m` or `PT30S` as seconds.

    Raises:
        ValueError: it is none of these.

    """
    if re.fullmatch(_FLOAT, text):
        return _whole(_float(text))
    iso = re.fullmatch(_ISO, text)
    if iso and text[-1] not in "PpTt":
        parts = zip(iso.groups(), _ISO_SECONDS)
        return _whole(sum(float(number) * unit for number, unit in parts if number))
    if not re.fullmatch(_CLOCK, text):
        raise ValueError("a duration such as 30s, 5m, 1h30m or PT30S")
    seconds = 0.0
    for number, unit in re.findall(_CLOCK_PART, text):
        if unit.lower() not in DURATION_UNITS:
            raise ValueError("a duration such as 30s, 5m, 1h30m or PT30S")
        seconds += float(number) * DURATION_UNITS[unit.lower()]
    return _whole(seconds)


def size_of(text: str) -> int:
    """Read `512`, `64k`, `512MiB` or `2 GB` as bytes.

    Raises:
        ValueError: it is none of these.

    """
    found = re.fullmatch(_SIZE, text)
    unit = SIZE_UNITS.get(found.group(2).lower()) if found else None
    if found is None or unit is None:
        raise ValueError("a size such as 512MiB, 2G or 1000")
    return round(float(found.group(1)) * unit)


def _whole(seconds: float) -> float:
    seconds = round(seconds, 9)
    return int(seconds) if seconds == int(seconds) else seconds


def _json(text: str) -> Any:
    if _depth(text) > MAX_NESTING:
        raise ValueError(f"JSON of at most {MAX_NESTING} levels")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValueError("a JSON text") from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _depth(text: str) -> int:
    if text.count("[") + text.count("{") <= MAX_NESTING:
        return 0
    depth = deepest = 0
    for character in re.sub(r'"[^"\\]*(?:\\.[^"\\]*)*"', "", text):
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


_DECODERS: dict[str, Callable[[str], Any]] = {
    "id": _id,
    "text": str,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "duration": duration_of,
    "size": size_of,
    "json": _json,
}


def decode(parameter: Parameter, raw: str, at: int = 0) -> Any:
    """Read the written value of a parameter that begins at `at`.

    Raises:
        ProtocolError: it is not what the declaration asks for.

    """
    kind = parameter.kind
    if kind == "list":
        return items_of(raw, at)
    plain = '"' not in raw and raw[:1] != "'"
    if kind == "json":
        plain = raw[:1] in {"[", "{"}
    text = raw if plain else unquote(raw, at)
    try:
        value = _DECODERS[kind](text)
    except ValueError as error:
        raise _unfit_value(parameter, text, str(error), at) from None
    if parameter.choices and value not in parameter.choices:
        raise _unfit_value(
            parameter, text, f"one of {', '.join(parameter.choices)}", at
        )
    if parameter.minimum is not None and value < parameter.minimum:
        raise _unfit_value(parameter, text, f"at least {parameter.minimum:g}", at)
    return value


def _unfit_value(
    parameter: Parameter, text: str, wanted: str, at: int
) -> ProtocolError:
    shown = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    return ProtocolError(f"{parameter.name} must be {wanted}, not {shown!r}", at)


def encode(parameter: Parameter | None, value: Any) -> str:
    """Write a value so that `decode` gives an equal one."""
    kind = parameter.kind if parameter else _kind_of(value)
    if kind == "list":
        if value == [""]:
            return '""'
        return ",".join(written(item) if item else '""' for item in value)
    if kind == "json":
        return written(json.dumps(value, ensure_ascii=False, allow_nan=False))
    if kind == "bool":
        return "true" if value else "false"
    if kind in {"int", "float", "duration", "size"}:
        return repr(value)
    return written(value) if value else quote(value)


def _kind_of(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "bool"
    return "float" if isinstance(value, (int, float)) else "json"
