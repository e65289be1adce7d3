"""What can be said of a shell command line before it is run."""

from __future__ import annotations

import re
import shlex
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHELL = "/bin/sh"
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
# Words that the shell knows by itself, and signs of something that only it can tell.
_OF_THE_SHELL = frozenset(
    [
        *(".", ":", "[", "!", "{", "}", "alias", "bg", "break", "case", "cd"),
        *("command", "continue", "do", "done", "echo", "elif", "else", "esac"),
        *("eval", "exec", "exit", "export", "false", "fc", "fg", "fi", "for"),
        *("getopts", "hash", "if", "in", "jobs", "kill", "newgrp", "printf", "pwd"),
        *("read", "readonly", "return", "set", "shift", "test", "then", "time"),
        *("times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset"),
        *("until", "wait", "while"),
    ]
)
_UNSURE = re.compile(r"[$`*?~\[\]{}()<>|&;#\n\\]")


def missing_program(command: str, *, root: Path, path: str | None) -> str | None:
    """Name the program that a command line starts with, if it surely is not there.

    A relative path is looked up below `root`, a plain name on `path` (PATH). When only
    the shell itself could tell, the answer is None, as for a program that is there.
    """
    word = _first_word(command)
    if word is None or word in _OF_THE_SHELL:
        return None
    if "/" in word:
        return None if _runs(root / word) else word
    return None if shutil.which(word, path=path) else word


def _first_word(command: str) -> str | None:
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.commenters = ""
    lexer.whitespace_split = True
    try:
        words = list(lexer)
    except ValueError:  # a quote without its end: the shell will say so
        return None
    for word in words:
        if word.startswith("PATH=") or _UNSURE.search(word):
            return None
        if not _ASSIGNMENT.match(word):
            return word
    return None


def _runs(program: Path) -> bool:
    return program.is_file() and shutil.which(str(program)) is not None
