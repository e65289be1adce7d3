"""Words that several commands share: verbs, nouns and what may be left out."""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """A verb, the words and phrases that mean it, and the noun it has by default.

    A verb without a default noun asks which one is meant.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    noun: str = ""


class Noun(NamedTuple):
    """A noun in both numbers, with the words that mean it.

    `synonyms` are in the singular; an `s` makes their plural, unless they are given
    as `singular/plural`. A `weak` word is a mere addition when another noun is said.
    """

    singular: str
    plural: str
    synonyms: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def forms_of(synonym: str) -> tuple[str, str]:
    """Give singular and plural of a noun's synonym."""
    singular, _, plural = synonym.partition("/")
    return singular, plural or f"{singular}s"


VERBS = (
    Verb("run", ("execute", "start", "launch", "perform", "begin"), "task"),
    Verb(
        "stop",
        (
            "halt",
            "kill",
            "terminate",
            "abort",
            "cancel",
            "end",
            "shut down",
            "shutdown",
        ),
    ),
    Verb(
        "status",
        (
            "check",
            "show",
            "get",
            "list",
            "display",
            "view",
            "print",
            "what is",
            "what are",
            "how is",
            "how are",
            "tell me",
            "tell me about",
            "give me",
            "see",
            "what",
            "how",
        ),
        "swarm",
    ),
    Verb("sync", ("synchronize", "synchronise", "syncing"), "repository"),
    Verb("scale", ("set",), "instances"),
    Verb("launch", (), "swarm"),
    Verb("continue", ("carry on",), "swarm"),
    Verb("pause", ("hold", "suspend", "freeze"), "swarm"),
    Verb("resume", ("unpause", "unfreeze", "go on"), "swarm"),
    Verb("restart", (), "instance"),
    Verb("reassign", ("move", "hand over", "transfer")),
    Verb("assign", (), "task"),
    Verb("retry", ("replay", "resend", "redeliver", "try again")),
    Verb("reopen", (), "task"),
    Verb("merge", (), "branches"),
    Verb("resolve", (), "conflicts"),
    Verb("rollback", (), "integration"),
    Verb("switch", ("change", "use"), "protocol"),
    Verb("list", ()),
    Verb("show", ()),
    Verb("drop", (), "message"),
)

NOUNS = (
    Noun("swarm", "swarms", ("campaign", "cluster", "everything/everything")),
    Noun("task", "tasks", ("job", "work item", "todo")),
    Noun(
        "instance",
        "instances",
        ("agent", "worker", "thread", "process/processes", "everything/everything"),
    ),
    Noun(
        "integration",
        "integrations",
        ("batch/batches", "train", "queue/queue", "merge queue/merge queue"),
    ),
    Noun("branch", "branches"),
    Noun("conflict", "conflicts", ("merge conflict",)),
    Noun("repository", "repositories", ("repo", "codebase"), ("git",)),
    Noun("message", "messages", ("mail", "letter", "queue/queue")),
    Noun("protocol", "protocols", ("transport", "bus/buses")),
)

FILLERS = (
    "please",
    "kindly",
    "can you",
    "could you",
    "would you",
    "will you",
    "can we",
    "i need to",
    "i want to",
    "i would like to",
    "i'd like to",
    "i want you to",
    "i need you to",
    "we need to",
    "we want to",
    "we should",
    "you should",
    "let us",
    "let's",
    "go ahead and",
    "just",
    "the",
    "a",
    "an",
    "new",
    "me",
    "us",
    "my",
    "our",
    "its",
    "this",
    "that",
    "these",
    "those",
    "any",
    "of",
    "in",
    "using",
    "use",
    "with",
    "and",
    "for",
    "from",
    "to",
    "at",
    "on",
    "by",
    "as",
    "is",
    "are",
    "be",
    "entire",
    "whole",
    "overall",
    "current",
    "currently",
    "mode",
    "again",
    "now then",
    "thanks",
    "thank you",
    "hey",
    "hi",
    "hello",
    "ok",
    "okay",
    "then",
    "so",
    "doing",
    "going",
    "some",
    "it",
    "i",
    "we",
    "you",
)

# Words that turn a command around or make it depend on something. They are never
# skipped and never a value: `do not stop the swarm` must not stop it.
REFUSED = frozenset(
    [
        "not",
        "no",
        "never",
        "don't",
        "dont",
        "doesn't",
        "won't",
        "can't",
        "cannot",
        "without",
        "except",
        "but",
        "unless",
        "if",
        "when",
        "whenever",
        "until",
        "till",
        "while",
        "after",
        "before",
        "instead",
        "or",
        "nor",
    ]
)
