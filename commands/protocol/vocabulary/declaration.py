"""What a command is, as data.

Parsing, validation, help, completion, schemas and the reference page all follow from
these declarations: adding a command means adding one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

KINDS = ("id", "text", "int", "float", "bool", "duration", "size", "list", "json")
ROLES = ("viewer", "operator", "worker", "controller", "admin")

READERS = ROLES
OPERATORS = ("operator", "controller", "admin")
HOUSE = ("worker", "controller")
CONTROLLER = ("controller",)


class Parameter(NamedTuple):
    """One named value of a command.

    A `positional` one may be written without its name. `words` introduce it in a
    sentence (`to kiro-2`), beside its own name. With `rest` it takes all words up to
    the end of the sentence. `default` is what the command assumes when it is absent;
    it is not added to the action. Durations are seconds, sizes are bytes.
    """

    name: str
    kind: str = "text"
    help: str = ""
    positional: bool = False
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rest: bool = False
    minimum: float | None = None


class Modifier(NamedTuple):
    """A word that changes how a command is done.

    `synonyms` may be phrases of several words. Modifiers of the same `group` exclude
    each other. `needs` are parameters that must be there with it, `takes` those that
    may be; neither is allowed without one of the modifiers that name it.
    """

    name: str
    help: str = ""
    synonyms: tuple[str, ...] = ()
    group: str = ""
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


class Example(NamedTuple):
    """A line and what it must become: modifiers and parameters of the command."""

    text: str
    modifiers: tuple[str, ...] = ()
    parameters: dict[str, Any] | None = None


class Command(NamedTuple):
    """One command: what is said and what it does.

    `synonyms` are further words for the verb in this command; `implied` pairs
    such a word with the modifier it implies. `groups` are the modifier groups of which one
    must be chosen, `either` the parameters of which exactly one must be given.
    `many` says that it fans out into one command for each member and gathers their
    answers: `each` is the noun of these commands, `members` which ones are meant (`all`,
    those `present` in the swarm or those `away` from it). `audience` is `people` or
    `house` (the components of the swarm among themselves).
    """

    verb: str
    noun: str
    effect: str
    examples: tuple[Example, ...]
    parameters: tuple[Parameter, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    synonyms: tuple[str, ...] = ()
    implied: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    roles: tuple[str, ...] = OPERATORS
    audience: str = "people"
    many: bool = False
    each: str = ""
    members: str = "all"

    @property
    def name(self) -> str:
        """Verb and noun as they are written."""
        return f"{self.verb} {self.noun}"

    def parameter(self, name: str) -> Parameter | None:
        """Find a parameter by its name."""
        return next((one for one in self.parameters if one.name == name), None)

    def modifier(self, name: str) -> Modifier | None:
        """Find a modifier by its name."""
        return next((one for one in self.modifiers if one.name == name), None)
