"""An agent that replays recorded work: for the demo, and where tests need no model."""

from __future__ import annotations

import shutil
import time
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread

from adapters.agents.recordings import RecordingError, find_attempt, find_conflict
from adapters.git.errors import GitError
from adapters.git.runner import Git
from adapters.processes.log import BoundedLog
from commands.ports import Assignment, Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.agents.recordings import Recording


class RecordedAgent:
    """Replays the recordings in `folder`, one folder per task.

    An attempt replays its recording, or else the last one before it. In a worktree
    with conflicts, and where the recorded changes do not apply, the recording named
    `conflict` takes its place. It changes nothing outside of the worktree.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def work(self, assignment: Assignment) -> Outcome:
        """Pretend to work as long as recorded; leave the changes halfway through."""
        began = time.monotonic()
        log = BoundedLog(assignment.log)
        try:
            outcome = await self._replay(assignment, log)
        except (RecordingError, GitError, OSError) as error:
            outcome = Outcome(done=False, reason=f"the recorded agent: {error}")
        finally:
            log.close()
        busy_s = time.monotonic() - began
        return Outcome(done=outcome.done, reason=outcome.reason, busy_s=busy_s)

    async def _replay(self, assignment: Assignment, log: BoundedLog) -> Outcome:
        recording = self._choose(assignment)
        log.note(f"replaying {recording.folder}")
        await anyio.sleep(recording.seconds / 2)
        await to_thread.run_sync(partial(self._leave, recording, assignment))
        await anyio.sleep(recording.seconds / 2)
        log.write(recording.output.encode())
        if recording.outcome == "done":
            return Outcome(done=True)
        said = recording.output.strip() or "it printed nothing"
        return Outcome(done=False, reason=f"the agent gave up; its last output: {said}")

    def _choose(self, assignment: Assignment) -> Recording:
        conflicts = assignment.workspace.conflicts
        if not conflicts:
            return find_attempt(self._folder, assignment.task, assignment.attempt)
        solved = find_conflict(self._folder, assignment.task)
        if solved is None:
            raise RecordingError(
                f"no solution is recorded for the conflict of task {assignment.task} "
                f"in {', '.join(conflicts)}"
            )
        return solved

    def _leave(self, recording: Recording, assignment: Assignment) -> None:
        """Leave the recorded changes in the worktree, or else the solved conflict."""
        worktree = assignment.workspace.path
        if not _apply(recording.patch, worktree):
            solved = find_conflict(self._folder, assignment.task)
            if solved is None:
                raise RecordingError(
                    f"the changes recorded in {recording.folder} do not apply"
                )
            recording = solved
        for name, recorded in recording.files():
            _place(worktree, name, recorded)


def _apply(patch: bytes, worktree: Path) -> bool:
    """Apply a patch, whole or not at all; one that was applied before is fine."""
    git = Git(worktree)
    return (
        not patch
        or git.ask("apply", "--reverse", "--check", stdin=patch).code == 0
        or git.ask("apply", "--whitespace=nowarn", stdin=patch).code == 0
        or _merge(patch, git)
    )


def _merge(patch: bytes, git: Git) -> bool:
    """Apply a patch that was made elsewhere, where git knows what it was made on."""
    with TemporaryDirectory(prefix="swarm-recorded-") as folder:
        aside = git.having(GIT_INDEX_FILE=f"{folder}/index")
        aside("read-tree", "HEAD")
        if aside.ask("apply", "--cached", "--3way", stdin=patch).code:
            return False
        merged = aside.ask("diff", "--cached", "--binary", "HEAD").out
    return git.ask("apply", "--whitespace=nowarn", stdin=merged).code == 0


def _place(worktree: Path, name: str, recorded: Path) -> None:
    """Put a recorded file in its place, whole.

    Raises:
        RecordingError: the place is outside of the worktree.

    """
    target = worktree / name
    if worktree.resolve() not in target.resolve().parents or target.is_symlink():
        raise RecordingError(f"{name} leads out of the worktree and is not written")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(recorded, target)
