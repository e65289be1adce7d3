"""Writes the brief of an attempt: what an agent, or a person, needs to know.

It speaks of the task only. A project has conventions of its own; none of ours go in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commands.ports import Workspace

_FENCES = re.compile(r"^\s*(`{3,})", re.MULTILINE)
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,4} ")

_REPORT = """\
Work in the folder you were started in: a git worktree of its own, on the branch
`{branch}`. Commit there as you like; what you leave uncommitted is committed for you
when you are done (new files too, ignored files not). Stay on this branch, and leave
other branches and other folders alone: others are at work there.

End with exit status 0 when the task is done. When it cannot be done, end with any other
status and say why in the last lines you print; the next attempt is told."""

_CONFLICTS = """\
Your earlier work was merged with what landed meanwhile, and these files contradict each
other. They stand in your worktree with both sides between conflict markers (`<<<<<<<`,
`=======`, `>>>>>>>`):

{files}

Solve each one so that both intents hold: what landed stays true, and your task is done on
top of it. Take the markers out; whether you commit is up to you. A file that still has
its markers fails the attempt."""


def write_brief(  # noqa: PLR0913
    *,
    task: str,
    title: str,
    attempt: int,
    brief: Mapping[str, Any],
    workspace: Workspace,
    spec: str = "",
    reason: str = "",
    context: str = "",
) -> str:
    """Write the brief of one attempt as Markdown.

    `brief` is that of `Task.Registered`; parts that are missing or empty are left out.
    `reason` is one sentence on why the task comes again, `context` what goes with it:
    the hunks of a conflict, the output of a gate or of an agent that failed.
    """
    parts = [
        f"# Task {task}: {_line(title)}",
        _origin(spec, attempt),
        _text(brief.get("details")),
        _section("Before you start", _earlier(workspace, reason, context)),
        _section("Requirements", _requirements(brief.get("requirements") or ())),
        _section("Design", _text(brief.get("design"))),
        _section("Policy", _bullets(brief.get("policy") or ())),
        _section("How to work and to report", _REPORT.format(branch=workspace.branch)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _origin(spec: str, attempt: int) -> str:
    where = f"From the plan `{spec}`. " if spec else ""
    return f"{where}This is attempt {attempt}."


def _earlier(workspace: Workspace, reason: str, context: str) -> str:
    parts = []
    if reason.strip() or context.strip():
        parts.append("This task was tried before and comes again.")
    if reason.strip():
        parts.append(f"What happened: {_line(reason)}")
    # The hunks of the merge that failed are those that stand in the worktree now.
    is_shown_below = workspace.detail.strip() and "<<<<<<<" in context
    if context.strip() not in {"", reason.strip()} and not is_shown_below:
        parts.append(_fenced(context))
    if workspace.conflicts:
        files = "\n".join(f"- `{name}`" for name in workspace.conflicts)
        parts.append(_CONFLICTS.format(files=files))
    if workspace.detail.strip():
        parts.append(_fenced(workspace.detail))
    return "\n\n".join(parts)


def _requirements(requirements: Sequence[Mapping[str, str]]) -> str:
    return "\n\n".join(
        f"### {_line(one.get('id', ''))}\n\n{_text(one.get('text'))}".strip()
        for one in requirements
    )


def _section(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}" if body else ""


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {_line(line)}" for line in lines)


def _fenced(text: str) -> str:
    """Put text into a fence that nothing in it can close."""
    longest = max((len(fence) for fence in _FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{text.strip(chr(10))}\n{fence}"


def _text(text: object) -> str:
    """Fit Markdown below a heading of ours: its headings sink, its fences close."""
    lines = []
    fence = ""
    for line in str(text or "").strip("\n").splitlines():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        sinks = not fence and _HEADING.match(line)
        lines.append(f"##{line}" if sinks else line)
    return "\n".join([*lines, fence] if fence else lines).rstrip()


def _line(text: object) -> str:
    return " ".join(str(text).split())
