"""Values and actions for any declaration, and lines to try the parser with."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from commands.protocol.action import StructuredAction
from commands.protocol.vocabulary import COMMANDS, Command, Parameter

ANY_TEXT = st.text(max_size=40)
IDS = st.text(
    st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30
).filter(lambda text: text[0] != "-" and ".." not in text.split("/"))
WORDS = st.sampled_from(
    ["now", "in", "task", "instances", "please", "stop", "not", "1.2", "a=b", "x,", "!"]
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Make values that a parameter may have."""
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    least = int(parameter.minimum or 0)
    return {
        "id": IDS | WORDS.filter(lambda word: word != "-"),
        "text": ANY_TEXT | WORDS,
        "int": st.integers(min_value=least, max_value=10**17),
        "float": NUMBERS,
        "bool": st.booleans(),
        "duration": st.integers(min_value=least, max_value=10**6)
        | st.sampled_from([0.5, 1.25]),
        "size": st.integers(min_value=0, max_value=2**40),
        "list": st.lists(ANY_TEXT | WORDS, max_size=4),
        "json": JSON,
    }[parameter.kind]


@st.composite
def actions(draw: st.DrawFn, command: Command) -> StructuredAction:
    """Make any action that a declaration allows."""
    modifiers = _modifiers(draw, command)
    chosen = [one for one in command.modifiers if one.name in modifiers]
    needed = {name for one in chosen for name in one.needs}
    allowed = needed | {name for one in chosen for name in one.takes}
    bound = {name for one in command.modifiers for name in one.needs + one.takes}
    either = draw(st.sampled_from(command.either)) if command.either else ""
    parameters = {}
    for one in command.parameters:
        if one.name in command.either:
            wanted = one.name == either
        elif one.name in bound and one.name not in allowed:
            wanted = False
        else:
            wanted = one.required or one.name in needed or draw(st.booleans())
        if wanted:
            parameters[one.name] = draw(values(one))
    return StructuredAction(
        verb=command.verb,
        noun=command.noun,
        modifiers=tuple(modifiers),
        parameters=parameters,
    )


def _modifiers(draw: st.DrawFn, command: Command) -> list[str]:
    groups: dict[str, list[str]] = {}
    for one in command.modifiers:
        groups.setdefault(one.group or f"-{one.name}", []).append(one.name)
    chosen = set()
    for group, names in groups.items():
        if group in command.groups or draw(st.booleans()):
            chosen.add(draw(st.sampled_from(names)))
    return [one.name for one in command.modifiers if one.name in chosen]


ANY_ACTION = st.sampled_from(COMMANDS).flatmap(actions)
