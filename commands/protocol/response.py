"""An ActionResult as readable text, format 1.

    ok: stopped instance kiro-3
      instance: kiro-3
      rescue:
        - refs/swarm/rescue/1.2/1
    changed: worktree of kiro-3 removed
    took: 0.012 s
    correlation: 3f2a…

The first line is `ok:` or `refused:` and the message. Data is indented by two spaces a
level; texts of several lines follow after `|`. The last lines are there when known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


FORMAT = 1


class Answer(Protocol):
    """What an ActionResult has to say."""

    @property
    def success(self) -> bool:
        """Whether it was done."""
        ...

    @property
    def message(self) -> str:
        """One sentence for a person."""
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """Plain JSON."""
        ...

    @property
    def side_effects(self) -> Sequence[str]:
        """What changed outside."""
        ...

    @property
    def execution_time_s(self) -> float:
        """Seconds it took."""
        ...

    @property
    def correlation_id(self) -> str:
        """What ties it to its request."""
        ...


def write(result: Answer) -> str:
    """Write the result; the text has no final newline."""
    return "\n".join(_lines(result))


def _lines(result: Answer) -> Iterator[str]:
    yield f"{'ok' if result.success else 'refused'}: {result.message}"
    yield from _entries(result.data, "  ")
    for effect in result.side_effects:
        yield f"changed: {effect}"
    if result.execution_time_s:
        yield f"took: {result.execution_time_s:.3f} s"
    if result.correlation_id:
        yield f"correlation: {result.correlation_id}"


def _entries(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        yield from _value(f"{indent}{key}:", value, indent + "  ")


def _value(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield head
        yield from _entries(value, indent)
    elif isinstance(value, (list, tuple)) and value:
        yield head
        for item in value:
            yield from _item(item, indent)
    elif isinstance(value, str) and "\n" in value:
        yield f"{head} |"
        yield from (f"{indent}{line}" for line in value.split("\n"))
    else:
        yield f"{head} {_plain(value)}".rstrip()


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict) and item:
        lines = list(_entries(item, indent + "  "))
        yield f"{indent}- {lines[0].strip()}"
        yield from lines[1:]
    else:
        yield from _value(f"{indent}-", item, indent + "  ")


def _plain(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dict, list, tuple)):
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
