"""Builds trains off the checkout and lands them by compare and swap."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from adapters.git.checkouts import Checkouts
from adapters.git.errors import GitError
from adapters.git.identity import EMAIL, NAME
from adapters.git.markers import SHOWN, show_hunks
from adapters.git.merging import Merged, merge_commits
from adapters.git.names import LANDED, TRAINS, integration_ref
from adapters.git.objects import read_objects
from adapters.git.plans import plan_path, tick_file
from adapters.git.runner import encode
from commands.ports import Conflict, Landing, Train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.git.repository import Repository
    from commands.ports import Candidate

log = logging.getLogger(__name__)

_COMMITTED = re.compile(rb"^committer .*> (\d+ [+-]\d{4})$", re.MULTILINE)
_TRAILER = re.compile(rb"^(Swarm-(?:Task|Spec)): (.*)$", re.MULTILINE)


class GitIntegrator:
    """The port Integrator on real git; `tick(data, task)` ticks a task in a plan."""

    def __init__(
        self, repository: Repository, tick: Callable[[bytes, str], bytes]
    ) -> None:
        self._repository = repository
        self._git = repository.git
        self._tick = tick
        self._checkouts = Checkouts(repository)

    def head(self, target: str) -> str:
        """Tell the commit the target stands at."""
        return self._repository.head(target)

    # ------------------------------------------------------------ build

    def build(
        self, *, integration: str, target: str, candidates: Sequence[Candidate]
    ) -> Train:
        """Merge the candidates onto the target's head, one on top of the other."""
        base = head = self.head(target)
        merges: dict[str, str] = {}
        conflicts: list[Conflict] = []
        commits = read_objects(self._git, [c.commit for c in candidates])
        for candidate, commit in zip(candidates, commits):
            date = _COMMITTED.search(commit or b"")
            if date is None:
                conflicts.append(self._missing(candidate))
                continue
            merged = self._settle(merge_commits(self._git, head, candidate.commit))
            if merged.clean:
                head = self._commit(integration, candidate, merged, head, date[1])
                merges[candidate.task] = head
            else:
                conflicts.append(self._conflict(candidate, merged, head))
        return Train(base=base, head=head, merges=merges, conflicts=conflicts)

    def _missing(self, candidate: Candidate) -> Conflict:
        detail = f"commit {candidate.commit} is not in this repository"
        return Conflict(candidate.task, (), (), detail)

    def _settle(self, merged: Merged) -> Merged:
        return merged

    def _commit(
        self,
        integration: str,
        candidate: Candidate,
        merged: Merged,
        head: str,
        date: bytes,
    ) -> str:
        plan = plan_path(self._repository, candidate.spec)
        message = encode(_message(integration, candidate, plan))
        who = encode(f"{NAME} <{EMAIL}> ") + date
        lines = [
            encode(f"commit {integration_ref(TRAINS, integration)}"),
            b"mark :1",
            b"author " + who,
            b"committer " + who,
            b"data %d" % len(message),
            message,
            encode(f"from {head}"),
        ]
        if candidate.commit != head:
            lines.append(encode(f"merge {candidate.commit}"))
        lines.append(encode(f'M 040000 {merged.tree} ""'))
        lines.extend(self._ticked(merged.tree, plan, candidate.task))
        lines.extend([b"get-mark :1", b"done", b""])
        return self._git(
            "fast-import",
            "--quiet",
            "--force",
            "--done",
            "--date-format=raw",
            stdin=b"\n".join(lines),
        )

    def _ticked(self, tree: str, plan: str, task: str) -> list[bytes]:
        if not plan or plan.startswith("../"):
            return []
        [before] = read_objects(self._git, [f"{tree}:{plan}"])
        if before is None:
            return []
        try:
            after = self._tick(before, task)
        except LookupError:
            log.warning("%s has no box for task %s: nothing is ticked", plan, task)
            return []
        if after == before:
            return []
        return [
            b"M 100644 inline " + _quoted(plan),
            b"data %d" % len(after),
            after,
        ]

    def _conflict(self, candidate: Candidate, merged: Merged, head: str) -> Conflict:
        files = sorted(merged.stages)
        shown: list[str] = [merged.error] if merged.error else []
        shown.extend(message for _, message in merged.messages)
        blobs = read_objects(self._git, [f"{merged.tree}:{name}" for name in files])
        for name, blob in zip(files, blobs):
            text = (blob or b"").decode("utf-8", "replace")
            shown.append(show_hunks(name, text, SHOWN - sum(map(len, shown))))
        return Conflict(
            candidate.task,
            files,
            self._touched(candidate, files, head),
            "\n".join(shown),
        )

    def _touched(
        self, candidate: Candidate, files: Sequence[str], head: str
    ) -> list[str]:
        """Name the tasks that changed the files on the way to `head`."""
        fork = self._git.ask("merge-base", head, candidate.commit)
        if fork.code or not files:
            return []
        shape = "%(trailers:key=Swarm-Task,valueonly,separator=%x20)"
        listed = self._git(
            "log",
            "--first-parent",
            f"--format={shape}",
            f"{fork.text}..{head}",
            "--",
            *(f":(literal,top){name}" for name in files),
        )
        return sorted({line for line in listed.splitlines() if line})

    # ------------------------------------------------------------ land

    def land(self, *, integration: str, target: str, train: Train) -> Landing:
        """Move the target from the train's base to its head, if it still is there."""
        ref = f"refs/heads/{target}"
        moved = self._git.ask(
            "update-ref",
            "-m",
            f"swarm: land {integration}",
            "--stdin",
            stdin=encode(
                f"update {ref} {train.head} {train.base}\n"
                f"update {integration_ref(LANDED, integration)} {train.head}\n"
                f"delete {integration_ref(TRAINS, integration)}\n"
            ),
        )
        if moved.code and not self._git.succeeds(
            "merge-base", "--is-ancestor", train.head, ref
        ):
            found = self.head(target)
            if found == train.base:
                raise GitError(f"{target} cannot be moved: {moved.err.strip()}")
            return Landing(landed=False, found=found)
        self._tick_untracked(train)
        return Landing(
            landed=True, found=train.head, checkout=self._checkouts.forward(target)
        )

    def sync_checkout(self, target: str) -> str:
        """Bring checkouts forward that a killed landing left behind; say so."""
        return self._checkouts.forward(target)

    def _tick_untracked(self, train: Train) -> None:
        """Tick plans that are not in git, in the user's folder."""
        for message in read_objects(self._git, list(train.merges.values())):
            said = {
                key: value.decode() for key, value in _TRAILER.findall(message or b"")
            }
            plan, task = said.get(b"Swarm-Spec", ""), said.get(b"Swarm-Task", "")
            path = self._repository.root / plan
            if not plan or not path.is_file():
                continue
            if read_objects(self._git, [f"{train.head}:{plan}"]) != [None]:
                continue
            try:
                tick_file(path, task, self._tick)
            except LookupError:
                log.warning("%s has no box for task %s", plan, task)


def _message(integration: str, candidate: Candidate, plan: str) -> str:
    title = " ".join(candidate.title.split())
    lines = [
        f"Merge task {candidate.task}: {title}",
        "",
        f"Swarm-Task: {candidate.task}",
        f"Swarm-Attempt: {candidate.attempt}",
        f"Swarm-Integration: {integration}",
    ]
    if plan:
        lines.append(f"Swarm-Spec: {plan}")
    return "\n".join([*lines, ""])


def _quoted(path: str) -> bytes:
    escaped = encode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return b'"' + escaped.replace(b"\n", b"\\n") + b'"'
