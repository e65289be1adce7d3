"""Completion of a command line, written from the declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands.protocol.lexicon import Lexicon, default_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commands.protocol.vocabulary.declaration import Command

_NOUN_AT = 1
SHELLS = ("bash", "zsh", "fish")


def complete(words: Sequence[str], lexicon: Lexicon | None = None) -> list[str]:
    """Give what the last of `words` may become; "" when a new one begins."""
    known = lexicon or default_lexicon()
    *before, begun = words or [""]
    return [one for one in _possible(before, known) if one.startswith(begun)]


def _possible(before: Sequence[str], lexicon: Lexicon) -> Iterable[str]:
    commands = [one for one in lexicon.commands if one.audience == "people"]
    if not before:
        return dict.fromkeys(one.verb for one in commands)
    if len(before) == _NOUN_AT:
        return [one.noun for one in commands if one.verb == before[0]]
    command = lexicon.command(before[0], before[1])
    if command is None:
        return []
    given = {word.partition("=")[0] for word in before[2:]}
    return [one for one in options(command) if one.rstrip("=") not in given]


def options(command: Command) -> list[str]:
    """Give what may follow verb and noun: modifiers and names of parameters."""
    names = [f"{one.name}=" for one in command.parameters if not one.positional]
    return [*(one.name for one in command.modifiers), *names]


def script(
    shell: str, lexicon: Lexicon | None = None, first: Sequence[str] = ()
) -> str:
    """Write a completion script; it holds all words and starts no process.

    `first` are words beside the verbs that a command line may begin with.

    Raises:
        ValueError: the shell is none of `SHELLS`.

    """
    known = lexicon or default_lexicon()
    commands = [one for one in known.commands if one.audience == "people"]
    verbs = list(dict.fromkeys([*(one.verb for one in commands), *first]))
    if shell == "bash":
        return _bash(commands, verbs)
    if shell == "zsh":
        return "autoload -Uz bashcompinit && bashcompinit\n" + _bash(commands, verbs)
    if shell == "fish":
        return _fish(commands, verbs)
    raise ValueError(f"there is completion for {', '.join(SHELLS)}, not for {shell}")


def _bash(commands: Sequence[Command], verbs: Sequence[str]) -> str:
    cases = [
        f"    {verb}) words='{' '.join(nouns)}' ;;"
        for verb, nouns in _nouns(commands).items()
    ]
    cases += [
        f"    '{one.name}') words='{' '.join(options(one))}' ;;" for one in commands
    ]
    return f"""\
_swarm() {{
  local words='' said=''
  if [ "$COMP_CWORD" -gt 1 ]; then
    said="${{COMP_WORDS[*]:1:$((COMP_CWORD > 3 ? 2 : COMP_CWORD - 1))}}"
  fi
  case "$said" in
    '') words='{" ".join(verbs)}' ;;
{chr(10).join(cases)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -o nospace -F _swarm swarm
"""


def _fish(commands: Sequence[Command], verbs: Sequence[str]) -> str:
    cases = [
        f"        case '{verb}'\n            printf '%s\\n' {' '.join(nouns)}"
        for verb, nouns in _nouns(commands).items()
    ]
    cases += [
        f"        case '{one.name}'\n            printf '%s\\n' {' '.join(options(one))}"
        for one in commands
        if options(one)
    ]
    return f"""\
function __swarm_words
    set -l said (commandline -opc)
    set -e said[1]
    if test (count $said) -gt 2
        set said $said[1..2]
    end
    switch "$said"
        case ''
            printf '%s\\n' {" ".join(verbs)}
{chr(10).join(cases)}
    end
end
complete -c swarm -a '(__swarm_words)'
"""


def _nouns(commands: Iterable[Command]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in commands:
        found.setdefault(one.verb, []).append(one.noun)
    return found
