"""Small pieces of text for people: counts, commits, and what others wrote."""

from __future__ import annotations

SHORT = 10


def clean(text: str) -> str:
    """Take out of a text by others what a terminal would obey instead of show."""
    return "".join(
        each if each.isprintable() else " " if each.isspace() else "\ufffd"
        for each in text
    )


def clean_lines(text: str) -> str:
    """Clean a text of several lines, keeping them and their indentation."""
    return "\n".join(clean(line) for line in text.expandtabs(4).split("\n"))


def short(commit: str) -> str:
    """Shorten a commit id as people write it."""
    return commit[:SHORT]


def count(number: int, noun: str) -> str:
    """Write a number of things: 1 task, 2 tasks."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
