"""Builds trains: candidates merged onto one another, as commit objects alone."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, NamedTuple

from adapters.git.commits import is_ancestor
from adapters.git.identity import EMAIL, NAME
from adapters.git.markers import SHOWN, show_hunks
from adapters.git.merging import Merged, merge_commits
from adapters.git.names import TRAINS, integration_ref
from adapters.git.objects import read_objects, tree_modes
from adapters.git.plans import is_inside, plan_path
from adapters.git.printable import MOST_NAMES, cut, how_many, some_names
from adapters.git.runner import encode
from commands.ports import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.git.repository import Repository
    from commands.ports import Candidate

log = logging.getLogger(__name__)

_COMMITTED = re.compile(rb"^committer .*> (\d+ [+-]\d{4})$", re.MULTILINE)
# How many conflicting files are looked at to find the tasks that changed them.
_COMPARED = 200
_FILE_MODES = frozenset({"100644", "100755"})


class _Wagon(NamedTuple):
    """What makes one merge commit: the same wagon on the same head, the same id."""

    integration: str
    candidate: Candidate
    plan: str
    date: bytes


class TrainBuilder:
    """Merges candidates and ticks the plan in each merge commit."""

    def __init__(
        self, repository: Repository, tick: Callable[[bytes, str], bytes]
    ) -> None:
        self._repository = repository
        self._git = repository.git
        self._tick = tick

    def dates(self, candidates: Sequence[Candidate]) -> list[bytes | None]:
        """Give the committer date of each candidate; None where it is not there."""
        commits = read_objects(self._git, [c.commit for c in candidates])
        found = [_COMMITTED.search(commit or b"") for commit in commits]
        return [match[1] if match else None for match in found]

    def couple(
        self, integration: str, candidate: Candidate, head: str, date: bytes
    ) -> str | Conflict:
        """Merge one candidate onto `head`; give the merge commit or the conflict.

        A candidate that is on `head` already gives the commit that brought it there.
        """
        landed = self._landed(integration, candidate, head)
        if landed:
            return landed
        merged = merge_commits(self._git, head, candidate.commit)
        if not merged.clean:
            return self._conflict(candidate, merged, head)
        plan = plan_path(self._repository, candidate.spec)
        wagon = _Wagon(integration, candidate, plan, date)
        self._put_tick(merged, plan, candidate.task)
        return self._commit(wagon, merged, head)

    def _landed(self, integration: str, candidate: Candidate, head: str) -> str:
        """Find the merge commit by which the swarm landed the candidate before."""
        if not is_ancestor(self._git, candidate.commit, head):
            return ""
        keys = ("Swarm-Task", "Swarm-Attempt", "Swarm-Integration")
        trailers = [f"%(trailers:key={key},valueonly,separator=%x20)" for key in keys]
        listed = self._git(
            "log",
            "--first-parent",
            f"--format=%H%x00%P%x00{'%x00'.join(trailers)}",
            f"{candidate.commit}..{head}",
            "--",
        )
        swarm = integration.partition("/")[0]
        for line in listed.splitlines():
            merge, parents, task, attempt, by = line.split("\0")
            same = (task, attempt) == (candidate.task, str(candidate.attempt))
            ours = by.partition("/")[0] == swarm
            if same and ours and candidate.commit in parents.split(" "):
                return merge
        return ""

    def missing(self, candidate: Candidate) -> Conflict:
        """Tell of a candidate whose commit does not exist."""
        detail = f"commit {candidate.commit} is not in this repository"
        return Conflict(candidate.task, (), (), detail)

    # ------------------------------------------------------------ the merge commit

    def _commit(self, wagon: _Wagon, merged: Merged, head: str) -> str:
        """Write the commit and its trees with one process."""
        message = encode(_message(wagon))
        who = encode(f"{NAME} <{EMAIL}> ") + wagon.date
        lines = [
            encode(f"commit {integration_ref(TRAINS, wagon.integration)}"),
            b"mark :1",
            b"author " + who,
            b"committer " + who,
            b"data %d" % len(message),
            message,
            encode(f"from {head}"),
        ]
        if wagon.candidate.commit != head:
            lines.append(encode(f"merge {wagon.candidate.commit}"))
        lines.append(encode(f'M 040000 {merged.tree} ""'))
        for path, (mode, data) in merged.settled.items():
            lines.append(encode(f"M {mode} inline ") + _quoted(path))
            lines.extend([b"data %d" % len(data), data])
        lines.extend([b"get-mark :1", b"done", b""])
        return self._git(
            "fast-import",
            "--quiet",
            "--force",
            "--done",
            "--date-format=raw",
            stdin=b"\n".join(lines),
        )

    def _put_tick(self, merged: Merged, plan: str, task: str) -> None:
        """Tick the task in the plan, if the plan is in git."""
        if not is_inside(plan):
            return
        mode, before = merged.settled.get(plan) or self._read(merged.tree, plan)
        if mode not in _FILE_MODES:
            return
        try:
            after = self._tick(before, task)
        except (LookupError, ValueError) as error:
            log.warning("task %s is not ticked in %s: %s", task, plan, error)
            return
        if after != before:
            merged.settled[plan] = (mode, after)

    def _read(self, tree: str, path: str) -> tuple[str, bytes]:
        """Give mode and content of a file in a tree; no mode when there is none."""
        folder, _, name = path.rpartition("/")
        listed, content = read_objects(
            self._git, [f"{tree}:{folder}", f"{tree}:{path}"]
        )
        return tree_modes(listed or b"", tree).get(encode(name), ""), content or b""

    # ------------------------------------------------------------ the conflict

    def _conflict(self, candidate: Candidate, merged: Merged, head: str) -> Conflict:
        """Tell what conflicts: the files, with whom, the hunks."""
        files = sorted(
            {*merged.stages, *(path for paths, _ in merged.messages for path in paths)}
        )
        told = some_names(files)
        messages = [merged.error] if merged.error else []
        messages.extend(message for _, message in merged.messages)
        shown = [*how_many(files, told), cut("\n".join(messages), SHOWN // 2)]
        labels = {
            head: self._repository.target,
            candidate.commit: f"task {candidate.task}",
        }
        names = [name for name in files if name in merged.stages][:MOST_NAMES]
        blobs = read_objects(self._git, [f"{merged.tree}:{name}" for name in names])
        for name, blob in zip(names, blobs):
            room = SHOWN - sum(map(len, shown))
            if room <= 0:
                break
            shown.append(show_hunks(name, blob or b"", room, labels))
        rivals = self._rivals(candidate, files[:_COMPARED], head)
        return Conflict(candidate.task, told, rivals, cut("\n".join(shown), SHOWN))

    def _rivals(
        self, candidate: Candidate, files: Sequence[str], head: str
    ) -> list[str]:
        """Name the tasks that changed the files between the fork and `head`."""
        fork = self._git.ask("merge-base", head, candidate.commit)
        if fork.code or not files:
            return []
        listed = self._git(
            "log",
            "--first-parent",
            "--format=%(trailers:key=Swarm-Task,valueonly)",
            f"{fork.text}..{head}",
            "--",
            *(f":(literal,top){name}" for name in files),
        )
        return sorted({line for line in listed.splitlines() if line})


def _message(wagon: _Wagon) -> str:
    candidate = wagon.candidate
    title = " ".join(candidate.title.split())
    lines = [
        f"Merge task {candidate.task}: {title}",
        "",
        f"Swarm-Task: {candidate.task}",
        f"Swarm-Attempt: {candidate.attempt}",
        f"Swarm-Integration: {wagon.integration}",
    ]
    if wagon.plan:
        lines.append(f"Swarm-Plan: {wagon.plan}")
    return "\n".join([*lines, ""])


def _quoted(path: str) -> bytes:
    """Quote a path as `git fast-import` wants it."""
    escaped = encode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"' + escaped.replace(b"\n", b"\\n") + b'"'
