"""Whether modifiers and parameters fit together, as the declaration says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.protocol.errors import ProtocolError
from commands.protocol.values import decode, encode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commands.protocol.lexicon import Entry
    from commands.protocol.vocabulary.declaration import Parameter


_UNFIT = object()


def complaint_of(
    entry: Entry, modifiers: Sequence[str], parameters: Mapping[str, Any]
) -> str:
    """Say in one sentence what does not fit; "" when all is well."""
    for name in entry.required:
        if name not in parameters:
            return _missing(entry, name)
    if not entry.grouped:
        return ""
    return (
        _either(entry, parameters)
        or _groups(entry, modifiers)
        or _bound(entry, modifiers, parameters)
    )


def complaints_of(
    entry: Entry, modifiers: Sequence[str], parameters: Mapping[str, Any]
) -> tuple[str, ...]:
    """Say all that is wrong with an action that was made without parsing a line."""
    name = entry.command.name
    strangers = [
        *(
            f"`{name}` has no modifier {one}"
            for one in modifiers
            if one not in entry.modifiers
        ),
        *(
            f"`{name}` has no parameter {one}"
            for one in parameters
            if one not in entry.keys
        ),
    ]
    values = (
        _unfit(entry.keys[one], value)
        for one, value in parameters.items()
        if one in entry.keys
    )
    unfit = [complaint for complaint in values if complaint]
    known = [one for one in modifiers if one in entry.modifiers]
    return tuple(
        filter(None, [*strangers, *unfit, complaint_of(entry, known, parameters)])
    )


def _unfit(parameter: Parameter, value: Any) -> str:
    """Say why a value would not survive being written and read."""
    try:
        again = decode(parameter, encode(parameter, value))
    except ProtocolError as error:
        return error.message
    except (TypeError, ValueError):
        again = _UNFIT
    if again == (list(value) if isinstance(value, tuple) else value):
        return ""
    return f"{parameter.name} cannot be {value!r}: it is of the kind {parameter.kind}"


def _missing(entry: Entry, name: str) -> str:
    parameter = entry.keys[name]
    return f"`{entry.command.name}` needs {name}, {parameter.help}"


def _either(entry: Entry, parameters: Mapping[str, Any]) -> str:
    either = entry.command.either
    if not either or sum(name in parameters for name in either) == 1:
        return ""
    return f"`{entry.command.name}` needs exactly one of {', '.join(either)}"


def _groups(entry: Entry, modifiers: Sequence[str]) -> str:
    chosen: dict[str, str] = {}
    for name in modifiers:
        group = entry.modifiers[name].group
        if group in chosen:
            return f"`{chosen[group]}` and `{name}` exclude each other: choose one"
        if group:
            chosen[group] = name
    for group in entry.command.groups:
        if group not in chosen:
            one_of = ", ".join(
                one.name for one in entry.command.modifiers if one.group == group
            )
            return f"`{entry.command.name}` needs one of {one_of}"
    return ""


def _bound(
    entry: Entry, modifiers: Sequence[str], parameters: Mapping[str, Any]
) -> str:
    allowed: set[str] = set()
    for name in modifiers:
        modifier = entry.modifiers[name]
        allowed.update(modifier.needs, modifier.takes)
        for need in modifier.needs:
            if need not in parameters:
                return f"`{entry.command.name} {name}` needs {need}"
    for name in parameters:
        if name in entry.bound and name not in allowed:
            owners = [
                one.name
                for one in entry.command.modifiers
                if name in one.needs + one.takes
            ]
            return f"{name} goes with {' or '.join(owners)} only"
    return ""
