"""Real repositories for the tests of the git adapter."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from adapters.git.integrator import GitIntegrator
from adapters.git.repository import Repository, open_repository
from adapters.git.worktrees import Worktrees
from commands.ports import Candidate, Landing, Workspace


class Project:
    """A user's repository in a folder, driven by the git command."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        """Run git as the user would."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder or self.root,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stderr, done.stdout)
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def write(self, name: str, text: str | bytes, folder: Path | None = None) -> Path:
        """Write a file."""
        path = (folder or self.root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def commit(self, name: str, text: str | bytes, message: str = "change") -> str:
        """Write a file and commit it."""
        self.write(name, text)
        self.git("add", "-A")
        self.git("commit", "-qm", message)
        return self.git("rev-parse", "HEAD")

    def show(self, commit: str, name: str) -> str:
        """Give the text of a file in a commit."""
        return self.git("show", f"{commit}:{name}")

    def open(self, target: str | None = None) -> Repository:
        """Open it as the product does."""
        return open_repository(self.root, target)

    @property
    def worktrees(self) -> list[str]:
        """The folders git knows as worktrees."""
        listed = self.git("worktree", "list", "--porcelain")
        return [line[9:] for line in listed.splitlines() if line[:9] == "worktree "]

    @property
    def head(self) -> str:
        """The commit of main."""
        return self.git("rev-parse", "main")

    @property
    def status(self) -> str:
        """What the user sees as changed."""
        return self.git("status", "--porcelain")

    def refs(self, prefix: str) -> dict[str, str]:
        """Map the refs below a prefix to what they stand at."""
        listed = self.git(
            "for-each-ref", "--format=%(refname) %(objectname)", prefix
        ).splitlines()
        return dict(line.split(" ") for line in listed)

    def integrator(self, target: str | None = None) -> GitIntegrator:
        """Give an integrator for it."""
        return GitIntegrator(self.open(target), tick)

    def work(
        self,
        trees: Worktrees,
        task: str,
        files: dict[str, str],
        *,
        instance: str = "kiro-1",
        attempt: int = 1,
    ) -> Candidate:
        """Do a task that writes files, and pin it."""
        space = prepare(trees, task, instance=instance, attempt=attempt)
        for name, text in files.items():
            self.write(name, text, space.path)
        commit, _ = trees.collect(space, task=task, attempt=attempt, title=f"Do {task}")
        return candidate(task, commit, attempt)

    def land(self, *candidates: Candidate, name: str = "demo/train-1") -> Landing:
        """Build a train of candidates without conflicts and land it."""
        integrator = self.integrator()
        train = integrator.build(integration=name, target="main", candidates=candidates)
        assert not train.conflicts
        return integrator.land(integration=name, target="main", train=train)


def old_lock(path: Path) -> None:
    """Leave a lock as a git does that was killed a while ago."""
    path.touch()
    os.utime(path, (1_700_000_000, 1_700_000_000))


def prepare(
    trees: Worktrees,
    task: str = "1.1",
    *,
    instance: str = "kiro-1",
    attempt: int = 1,
    carry: str = "",
) -> Workspace:
    """Prepare a worktree in the swarm `demo`."""
    return trees.prepare(
        swarm="demo", instance=instance, task=task, attempt=attempt, carry=carry
    )


PLAN = "# Plan\n\n- [ ] 1.1 First\n- [ ] 1.2 Second\n- [ ] 1.3 Third\n"


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """Make a repository with a plan and a few files, to be copied."""
    project = Project(tmp_path_factory.mktemp("template"))
    project.git("init", "-q", "-b", "main", "--template=")
    project.write(".gitignore", "*.cache\n")
    project.write("src/a.txt", "one\ntwo\nthree\n")
    project.write("src/b.txt", "bee\n")
    project.write(".kiro/specs/demo/tasks.md", PLAN)
    project.git("add", "-A")
    project.git("commit", "-qm", "start")
    return project.root


@pytest.fixture
def project(tmp_path, template) -> Project:
    shutil.copytree(template, tmp_path / "a project ü", symlinks=True)
    return Project(tmp_path / "a project ü")


@pytest.fixture
def trees(project) -> Worktrees:
    return Worktrees(project.open())


def tick(data: bytes, task: str) -> bytes:
    """Tick a box of the plan the way the plan's writer does."""
    before = f"- [ ] {task} ".encode()
    if before not in data and f"- [x] {task} ".encode() not in data:
        raise LookupError(task)
    return data.replace(before, f"- [x] {task} ".encode())


def candidate(task: str, commit: str, attempt: int = 1) -> Candidate:
    return Candidate(task, attempt, commit, f"Title of {task}", ".kiro/specs/demo")
