"""Help for people, written from the declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.errors import ProtocolError
from commands.protocol.lexicon import Lexicon, default_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commands.protocol.vocabulary.declaration import Command, Modifier, Parameter

_INTRODUCTION = """\
A command is one line: verb, noun, then an id, modifiers and key=value in any order.
Plain sentences work as well: `please stop the instance kiro-3 gracefully`.
A value that holds spaces, or is itself a word of a command, stands in quotes.
"""
_ENDING = "`help VERB` and `help VERB NOUN` say more."


def help_text(verb: str = "", noun: str = "", *, lexicon: Lexicon | None = None) -> str:
    """Explain all commands, those of a verb, or one; without final newline.

    Raises:
        ProtocolError: there is no such verb or command.

    """
    known = lexicon or default_lexicon()
    if not verb:
        return _overview(known.commands)
    chosen = _chosen(verb.lower(), noun.lower(), known)
    if len(chosen) == 1:
        return "\n".join(_page(chosen[0]))
    return "\n".join([*_table(chosen), "", f"`help {chosen[0].verb} NOUN` says more."])


def _chosen(verb: str, noun: str, lexicon: Lexicon) -> list[Command]:
    verbs = _meant(verb, lexicon)
    chosen = [
        one
        for one in lexicon.commands
        if one.verb in verbs and (not noun or noun == one.noun)
    ]
    if chosen:
        return chosen
    near = [one for one in lexicon.commands if one.verb in verbs]
    near = near or [one for one in lexicon.commands if one.noun == (noun or verb)]
    wanted = f"{verb} {noun}".strip()
    raise ProtocolError(
        f"there is no command `{wanted}`; `help` lists them all",
        suggestions=tuple(dict.fromkeys(f"help {one.name}" for one in near))[:3],
    )


def _meant(verb: str, lexicon: Lexicon) -> set[str]:
    """Give the verb itself, or those that it is a synonym of."""
    if any(one.verb == verb for one in lexicon.commands):
        return {verb}
    shared = {one.name for one in lexicon.verbs if verb in one.synonyms}
    return shared | {one.verb for one in lexicon.commands if verb in one.synonyms}


def _overview(commands: Sequence[Command]) -> str:
    people = [one for one in commands if one.audience == "people"]
    return "\n".join([_INTRODUCTION, *_table(people), "", _ENDING])


def _table(commands: Iterable[Command]) -> Iterator[str]:
    rows = [(one.name, _first_sentence(one.effect)) for one in commands]
    width = max(len(name) for name, _ in rows)
    return (f"  {name:<{width}}  {effect}" for name, effect in rows)


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".")


def usage(command: Command) -> str:
    """Give the form of a command: `run task ID [beast-mode] [timeout=DURATION]`."""
    return " ".join([command.name, *_usage_parts(command)])


def _usage_parts(command: Command) -> Iterator[str]:
    for one in command.parameters:
        if one.positional:
            yield _optional(one.name.upper(), required=one.required)
    for group in dict.fromkeys(one.group for one in command.modifiers):
        members = [one.name for one in command.modifiers if one.group == group]
        if group:
            yield _optional("|".join(members), required=group in command.groups)
        else:
            yield from (f"[{name}]" for name in members)
    for one in command.parameters:
        if not one.positional:
            text = f"{one.name}={one.kind.upper()}"
            yield _optional(text, required=one.required)


def _optional(text: str, *, required: bool) -> str:
    if required:
        return f"({text})" if "|" in text else text
    return f"[{text}]"


def _page(command: Command) -> Iterator[str]:
    yield usage(command)
    yield ""
    yield f"  {command.effect}"
    yield from _section("Parameters", map(_parameter, command.parameters))
    yield from _section("Modifiers", map(_modifier, command.modifiers))
    if command.either:
        yield f"\nExactly one of {', '.join(command.either)} is given."
    examples = ((one.text, "") for one in command.examples)
    yield from _section("Examples", examples)
    yield f"\nMay be issued by: {', '.join(command.roles)}"


def _section(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    listed = list(rows)
    if listed:
        width = max(len(head) for head, _ in listed)
        yield f"\n{title}:"
        yield from (f"  {head:<{width}}  {text}".rstrip() for head, text in listed)


def _parameter(one: Parameter) -> tuple[str, str]:
    return f"{one.name} ({one.kind})", parameter_help(one)


def parameter_help(one: Parameter) -> str:
    """Say what a parameter is, and what values it takes."""
    extra = [one.help]
    if one.choices:
        extra.append(f"one of {', '.join(one.choices)}")
    if one.minimum is not None:
        extra.append(f"at least {one.minimum:g}")
    if one.default not in (None, ""):
        extra.append(f"{one.default!r} when absent")
    if one.required:
        extra.append("required")
    return "; ".join(extra)


def _modifier(one: Modifier) -> tuple[str, str]:
    extra = [one.help]
    if one.needs:
        extra.append(f"needs {', '.join(one.needs)}")
    if one.takes:
        extra.append(f"may have {', '.join(one.takes)}")
    return one.name, "; ".join(extra)
