"""Output of programs as text that a person can read."""

from __future__ import annotations

import re

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_OVERWRITTEN = re.compile(r"[^\n]*\r(?!\n)(?=[^\n])")


def readable(output: bytes, limit: int) -> str:
    """Give the end of an output, at most `limit` bytes of it, in whole lines.

    Invalid UTF-8 is replaced, colours and control characters are removed, and of a
    line that a progress bar wrote over and over the last state is given.
    """
    text = output.decode("utf-8", "replace")
    text = _ESCAPES.sub("", text)
    text = _OVERWRITTEN.sub("", text)
    text = _CONTROL.sub("", text).strip("\n")
    kept = text.encode("utf-8")[-limit:].decode("utf-8", "ignore")
    if len(kept) < len(text) and "\n" in kept:
        kept = kept[kept.index("\n") + 1 :]
    return kept


def last_lines(text: str, count: int, limit: int) -> str:
    """Put the last `count` lines that say something on one line of `limit` characters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    joined = " | ".join(lines[-count:])
    return joined if len(joined) <= limit else "…" + joined[-(limit - 1) :]
