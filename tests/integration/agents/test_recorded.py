"""The recorded agent, in real git worktrees."""

from __future__ import annotations

import subprocess
from pathlib import Path

import anyio
import pytest

from adapters.agents.recorded import RecordedAgent
from commands.ports import Assignment, Outcome, Workspace

LINES = "".join(f"line {number}\n" for number in range(1, 21))


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def commit(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", name)


@pytest.fixture
def worktree(repository: Path) -> Path:
    commit(repository, "lines.txt", LINES)
    return repository


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


def record(folder: Path, **contents: str) -> None:
    """Write a recording; `patch`, `toml` and `files` as text."""
    folder.mkdir(parents=True)
    names = {"patch": "changes.patch", "toml": "recording.toml"}
    for kind, text in contents.items():
        (folder / names[kind]).write_text(text, encoding="utf-8")


def record_file(folder: Path, name: str, text: str) -> None:
    path = folder / "files" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def a_patch(worktree: Path, old: str, new: str) -> str:
    """Make a patch that replaces text in lines.txt, and leave the file as it was."""
    path = worktree / "lines.txt"
    path.write_text(path.read_text().replace(old, new))
    patch = git(worktree, "diff")
    git(worktree, "checkout", "--", "lines.txt")
    return patch


async def work(
    recordings: Path,
    worktree: Path,
    task: str = "1.1",
    attempt: int = 1,
    conflicts: tuple[str, ...] = (),
) -> Outcome:
    return await RecordedAgent(recordings).work(
        Assignment(
            swarm="demo",
            instance="kiro-1",
            task=task,
            title="A task",
            attempt=attempt,
            brief="",
            workspace=Workspace(worktree, "branch", "base", conflicts),
            log=recordings.parent / "logs" / "kiro-1.log",
        )
    )


def lines(worktree: Path) -> str:
    return (worktree / "lines.txt").read_text(encoding="utf-8")


@pytest.mark.asyncio
async def test_a_recorded_patch_is_applied(recordings: Path, worktree: Path):
    record(
        recordings / "1.1" / "attempt-1", patch=a_patch(worktree, "line 5\n", "five\n")
    )
    assert (await work(recordings, worktree)).done
    assert "five\n" in lines(worktree)


@pytest.mark.asyncio
async def test_recorded_files_replace_what_is_there(recordings: Path, worktree: Path):
    record_file(recordings / "1.1" / "attempt-1", "deep/er/new.txt", "new\n")
    assert (await work(recordings, worktree)).done
    assert (worktree / "deep/er/new.txt").read_text() == "new\n"


@pytest.mark.asyncio
async def test_a_failed_attempt_says_why_and_the_next_one_is_another(
    recordings: Path, worktree: Path
):
    record(
        recordings / "1.1" / "attempt-1",
        toml='outcome = "failed"\noutput = "no idea\\n"\n',
    )
    record_file(recordings / "1.1" / "attempt-2", "idea.txt", "!\n")
    first = await work(recordings, worktree)
    assert not first.done
    assert first.reason == "the agent gave up; its last output: no idea"
    assert (await work(recordings, worktree, attempt=2)).done
    assert (await work(recordings, worktree, attempt=7)).done, "the last one stands"


@pytest.mark.asyncio
async def test_pretended_work_takes_its_time_and_counts_as_busy(
    recordings: Path, worktree: Path
):
    record(recordings / "1.1" / "attempt-1", toml="seconds = 0.2\n")
    assert (await work(recordings, worktree)).busy_s >= 0.2


@pytest.mark.asyncio
async def test_cancelled_work_ends_at_once(recordings: Path, worktree: Path):
    record(recordings / "1.1" / "attempt-1", toml="seconds = 600\n")
    with anyio.move_on_after(0.05) as scope:
        await work(recordings, worktree)
    assert scope.cancelled_caught


@pytest.mark.asyncio
async def test_a_patch_finds_its_lines_where_they_moved_to(
    recordings: Path, worktree: Path
):
    patch = a_patch(worktree, "line 15\n", "fifteen\n")
    record(recordings / "1.1" / "attempt-1", patch=patch)
    commit(worktree, "lines.txt", "more\n" * 30 + LINES)
    assert (await work(recordings, worktree)).done
    assert "line 14\nfifteen\nline 16\n" in lines(worktree)


@pytest.mark.asyncio
async def test_a_patch_is_merged_where_its_surroundings_changed(
    recordings: Path, worktree: Path
):
    patch = a_patch(worktree, "line 15\n", "fifteen\n")
    record(recordings / "1.1" / "attempt-1", patch=patch)
    commit(worktree, "lines.txt", LINES.replace("line 13\n", "thirteen\n"))
    assert (await work(recordings, worktree)).done
    assert "thirteen\nline 14\nfifteen\n" in lines(worktree)


@pytest.mark.asyncio
async def test_work_that_is_there_already_is_done(recordings: Path, worktree: Path):
    patch = a_patch(worktree, "line 15\n", "fifteen\n")
    record(recordings / "1.1" / "attempt-1", patch=patch)
    commit(worktree, "lines.txt", LINES.replace("line 15\n", "fifteen\n"))
    assert (await work(recordings, worktree)).done
    assert not git(worktree, "status", "--porcelain")


@pytest.mark.asyncio
async def test_a_conflict_is_solved_as_recorded(recordings: Path, worktree: Path):
    record(recordings / "1.1" / "attempt-1", patch="this is not even a patch\n")
    record_file(recordings / "1.1" / "conflict", "lines.txt", "both\n")
    (worktree / "lines.txt").write_text("<<<<<<< ours\n", encoding="utf-8")
    assert (await work(recordings, worktree, attempt=2, conflicts=("lines.txt",))).done
    assert lines(worktree) == "both\n"


@pytest.mark.asyncio
async def test_a_conflict_without_recorded_solution_fails_with_its_files(
    recordings: Path, worktree: Path
):
    record(recordings / "1.1" / "attempt-1")
    outcome = await work(recordings, worktree, conflicts=("lines.txt",))
    assert not outcome.done
    assert "no solution is recorded" in outcome.reason
    assert "lines.txt" in outcome.reason


@pytest.mark.asyncio
async def test_changes_that_do_not_apply_fail_and_leave_the_worktree_alone(
    recordings: Path, worktree: Path
):
    patch = a_patch(worktree, "line 15\n", "fifteen\n")
    record(recordings / "1.1" / "attempt-1", patch=patch)
    commit(worktree, "lines.txt", LINES.replace("line 15\n", "XV\n"))
    outcome = await work(recordings, worktree)
    assert not outcome.done
    assert "do not apply" in outcome.reason
    assert not git(worktree, "status", "--porcelain")


@pytest.mark.asyncio
async def test_changes_that_do_not_apply_are_solved_as_recorded(
    recordings: Path, worktree: Path
):
    record(
        recordings / "1.1" / "attempt-1",
        patch=a_patch(worktree, "line 15\n", "fifteen\n"),
    )
    record_file(recordings / "1.1" / "conflict", "lines.txt", "XV and fifteen\n")
    commit(worktree, "lines.txt", LINES.replace("line 15\n", "XV\n"))
    assert (await work(recordings, worktree)).done
    assert lines(worktree) == "XV and fifteen\n"


@pytest.mark.asyncio
@pytest.mark.parametrize("task", ["9.9", "../recordings", ".", "../elsewhere"])
async def test_a_task_without_recording_fails_with_its_name(
    recordings: Path, worktree: Path, task: str
):
    recordings.mkdir()
    (recordings.parent / "elsewhere" / "attempt-1").mkdir(parents=True)
    outcome = await work(recordings, worktree, task=task)
    assert not outcome.done
    assert f"nothing is recorded for task {task} in {recordings}" in outcome.reason


@pytest.mark.asyncio
async def test_an_attempt_before_the_first_recorded_one_fails(
    recordings: Path, worktree: Path
):
    record(recordings / "1.1" / "attempt-2")
    outcome = await work(recordings, worktree)
    assert "no recording of attempt 1: add attempt-1" in outcome.reason


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("seconds = -1", "not negative"),
        ("seconds = inf", "has an end"),
        ("seconds = true", "a number"),
        ('seconds = "1"', "a number"),
        ('outcome = "maybe"', "done or failed"),
        ("duration = 1", "'duration'"),
        ("seconds = = 1", "recording.toml cannot be understood"),
    ],
)
async def test_a_recording_that_cannot_be_understood_fails(
    recordings: Path, worktree: Path, toml: str, complaint: str
):
    record(recordings / "1.1" / "attempt-1", toml=toml)
    outcome = await work(recordings, worktree)
    assert not outcome.done
    assert complaint in outcome.reason


@pytest.mark.asyncio
async def test_nothing_is_written_outside_of_the_worktree(
    recordings: Path, worktree: Path
):
    outside = recordings.parent / "outside"
    outside.mkdir()
    (worktree / "door").symlink_to(outside)
    record_file(recordings / "1.1" / "attempt-1", "door/loot.txt", "!\n")
    outcome = await work(recordings, worktree)
    assert not outcome.done
    assert "leads out of the worktree" in outcome.reason
    assert not list(outside.iterdir())
