"""Writes the reference pages from the declarations: `python -m commands.protocol.reference`.

`commands.md` and the schemas are written as a whole; in `protocol.md` only the blocks
between `<!-- NAME -->` and `<!-- /NAME -->` are, the rest is written by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from commands.protocol.guide import parameter_help, usage
from commands.protocol.lexicon import Lexicon, default_lexicon
from commands.protocol.schemas import http_schema, mcp_tools, model_schemas
from commands.protocol.vocabulary.words import Noun, forms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commands.protocol.vocabulary.declaration import Command

FOLDER = Path("docs/reference")
_NOTE = "<!-- Written by `python -m commands.protocol.reference`; do not edit. -->"
_AUDIENCES = {
    "people": (
        "For people and programs",
        "Commands that anyone with the role may give.",
    ),
    "house": (
        "Inside the swarm",
        """\
What the components tell one another. These lines are in the history, and are readable
like the others; the doors refuse them from outside.""",
    ),
}


def pages(folder: Path, lexicon: Lexicon | None = None) -> dict[Path, str]:
    """Give every generated file with its text, paths relative to `folder`."""
    known = lexicon or default_lexicon()
    by_hand = (folder / "protocol.md").read_text(encoding="utf-8")
    schemas = {**model_schemas(), "action-request": http_schema(known)}
    found = {
        Path("commands.md"): commands_page(known.commands),
        Path("protocol.md"): filled(by_hand, known),
        Path("schemas/mcp-tools.json"): _json(mcp_tools(known)),
    }
    for name, schema in schemas.items():
        found[Path(f"schemas/{name}.schema.json")] = _json(schema)
    return found


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def commands_page(commands: Sequence[Command]) -> str:
    """Write the page of all commands."""
    return "\n".join(_commands_page(commands))


def _commands_page(commands: Sequence[Command]) -> Iterator[str]:
    yield f"# Commands\n\n{_NOTE}\n"
    yield "How lines are written is told in [the text protocol](protocol.md).\n"
    for audience, (title, text) in _AUDIENCES.items():
        chosen = [one for one in commands if one.audience == audience]
        if not chosen:
            continue
        yield f"## {title}\n\n{text}\n"
        for command in chosen:
            yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    yield f"### {command.name}\n\n{command.effect}\n"
    yield f"```text\n{usage(command)}\n```\n"
    parameters = (
        (f"`{one.name}`", one.kind, parameter_help(one)) for one in command.parameters
    )
    yield from _table(("parameter", "kind", "meaning"), parameters)
    modifiers = (
        (f"`{one.name}`", ", ".join(one.synonyms), _with_needs(one.help, one.needs))
        for one in command.modifiers
    )
    yield from _table(("modifier", "also said", "meaning"), modifiers)
    if command.either:
        yield f"Exactly one of {_code(command.either)} is given.\n"
    if command.synonyms:
        yield f"The verb may also be said as {_code(command.synonyms)}.\n"
    if command.many:
        yield "It goes to many, and their answers are gathered.\n"
    lines = "\n".join(one.text for one in command.examples)
    yield f"```text\n{lines}\n```\n"
    yield f"Roles: {', '.join(command.roles)}.\n"


def _with_needs(text: str, needs: Sequence[str]) -> str:
    return f"{text}; needs {_code(needs)}" if needs else text


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    listed = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    if listed:
        yield f"| {' | '.join(head)} |"
        yield f"|{'---|' * len(head)}"
        yield from (f"| {' | '.join(row)} |" for row in listed)
        yield ""


def filled(text: str, lexicon: Lexicon) -> str:
    """Fill the blocks of the page that is otherwise written by hand."""
    for name, lines in _blocks(lexicon).items():
        before, after = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, found, rest = text.partition(before)
        if not found:
            continue
        _, _, tail = rest.partition(after)
        text = "".join([head, before, "\n".join(lines), after, tail])
    return text


def _blocks(lexicon: Lexicon) -> dict[str, Iterator[str]]:
    used = {one.verb for one in lexicon.commands}
    verbs = (
        (f"`{one.name}`", ", ".join(one.synonyms), one.noun)
        for one in lexicon.verbs
        if one.name in used
    )
    nouns = (
        (f"`{one.singular}`, `{one.plural}`", ", ".join(_singulars(one)))
        for one in lexicon.nouns
    )
    return {
        "verbs": _table(("verb", "also said", "noun when none is said"), verbs),
        "nouns": _table(("noun", "also said"), nouns),
    }


def _singulars(noun: Noun) -> list[str]:
    return [forms_of(word)[0] for word in noun.synonyms + noun.weak]


def main(arguments: Sequence[str]) -> int:
    """Write the pages; with `--check` only tell which differ, and exit with 1."""
    check = "--check" in arguments
    differing = []
    for path, text in pages(FOLDER).items():
        file = FOLDER / path
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        differing.append(str(file))
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    word = "differs" if check else "written"
    sys.stdout.writelines(f"{word}: {file}\n" for file in differing)
    return 1 if check and differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
