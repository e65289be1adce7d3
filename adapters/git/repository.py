"""The user's repository, and what must hold before a swarm may work on it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.git.errors import GitMissing
from adapters.git.locks import exclusive
from adapters.git.runner import Git
from domain.errors import Refused

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

OLDEST = (2, 38)

# What git leaves in its folder while an operation is under way, and its name.
_OPERATIONS = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
}


@dataclass(frozen=True)
class Repository:
    """A checkout of the user, the repository behind it, and the target branch.

    `git_common_dir` is shared by all worktrees; `git_dir` belongs to `root` alone.
    `target` is the short name of the branch. `warnings` are sentences for the user.
    """

    root: Path
    git_dir: Path
    git_common_dir: Path
    target: str
    git: Git
    warnings: tuple[str, ...] = ()

    @property
    def target_ref(self) -> str:
        """The full name of the target branch."""
        return f"refs/heads/{self.target}"

    @property
    def state(self) -> Path:
        """The state folder `.swarm`, made if missing, which git does not see."""
        folder = self.root / ".swarm"
        ignore = folder / ".gitignore"
        if not ignore.exists():
            folder.mkdir(exist_ok=True)
            ignore.write_text("*\n", encoding="utf-8")
        return folder

    @property
    def worktrees(self) -> Path:
        """The folder of the swarm's worktrees, made if missing."""
        folder = self.state / "worktrees"
        folder.mkdir(exist_ok=True)
        return folder

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Keep other threads and processes of ours out while something is changed."""
        folder = self.state / "locks"
        folder.mkdir(exist_ok=True)
        return exclusive(folder / f"{name}.lock")

    def head(self, target: str) -> str:
        """Tell the commit a branch stands at.

        Raises:
            GitFailed: there is no such branch.

        """
        return self.git("rev-parse", "--verify", f"refs/heads/{target}^{{commit}}")


def open_repository(path: Path, target: str | None) -> Repository:
    """Open the repository that `path` lies in, for merges into the branch `target`.

    With no target given it is the branch that is checked out. Nothing is changed.

    Raises:
        Refused: no swarm can work here; the sentence says why and what to do.

    """
    git = Git(path)
    _check_version(git)
    root, git_dir, common = _locate(git, path)
    git = git.at(root)
    branch = _choose_target(git, target)
    _check_names(git)
    return Repository(
        root=root,
        git_dir=git_dir,
        git_common_dir=common,
        target=branch,
        git=git,
        warnings=_warnings(git_dir),
    )


def _check_version(git: Git) -> None:
    wanted = ".".join(map(str, OLDEST))
    try:
        said = git.at(Path("/"))("--version")
    except GitMissing:
        raise Refused(
            f"git was not found: install git {wanted} or newer and put it on the PATH"
        ) from None
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        raise Refused(
            f"git {found[0]} is too old: install git {wanted} or newer, which can "
            "merge without touching a checkout"
        )


def _locate(git: Git, path: Path) -> tuple[Path, Path, Path]:
    if not path.is_dir():
        raise Refused(f"there is no folder {path}: give the folder of a repository")
    answer = git.ask(
        "rev-parse",
        "--path-format=absolute",
        "--is-bare-repository",
        "--is-inside-work-tree",
        "--git-dir",
        "--git-common-dir",
    )
    if answer.code and "dubious ownership" in answer.err:
        raise Refused(
            f"git does not trust {path}, which belongs to another user: run "
            f"`git config --global --add safe.directory {path}` if you do"
        )
    if answer.code:
        raise Refused(
            f"{path} is not in a git repository: run `git init` and commit there, or "
            "name another folder with --repo"
        )
    bare, inside, git_dir, common = answer.text.split("\n")
    if inside != "true":
        kind = "a bare repository" if bare == "true" else "the inside of a .git folder"
        raise Refused(
            f"{path} is {kind}, which has no files to work on: name a checkout of it "
            "with --repo (`git worktree add` makes one)"
        )
    return Path(git("rev-parse", "--show-toplevel")), Path(git_dir), Path(common)


def _choose_target(git: Git, target: str | None) -> str:
    current = git.ask("symbolic-ref", "--quiet", "--short", "HEAD").text
    if target is not None:
        target = target.removeprefix("refs/heads/")
    elif not current:
        raise Refused(
            "HEAD is detached, so there is no branch to merge into: check a branch "
            "out, or name one with --target"
        )
    wanted = current if target is None else target
    if git.succeeds("rev-parse", "--verify", "--quiet", f"refs/heads/{wanted}^{{}}"):
        return wanted
    if wanted == current:  # and yet there is no such ref
        raise Refused(
            f"the branch {wanted} has no commit yet: make a first one "
            "(`git add -A && git commit`)"
        )
    raise Refused(_no_such_branch(git, wanted))


def _no_such_branch(git: Git, wanted: str) -> str:
    listed = git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/")
    branches = listed.split("\n") if listed else []
    near = difflib.get_close_matches(wanted, branches, n=3, cutoff=0.5)
    if near:
        hint = f"did you mean {' or '.join(near)}?"
    else:
        hint = f"there is {', '.join(branches[:5]) or 'none at all'}"
    return (
        f"there is no branch {wanted}: {hint} "
        f"(`git branch {wanted}` would make it from where you are)"
    )


def _check_names(git: Git) -> None:
    if git.succeeds("rev-parse", "--verify", "--quiet", "refs/heads/swarm"):
        raise Refused(
            "a branch is called `swarm`, so that branches `swarm/…` cannot be made: "
            "rename it (`git branch -m swarm swarm-old`)"
        )


def _warnings(git_dir: Path) -> tuple[str, ...]:
    return tuple(
        f"{operation} is under way in this checkout: it is left alone, and finished "
        "tasks are merged into the branch behind it"
        for operation in sorted(
            {name for mark, name in _OPERATIONS.items() if (git_dir / mark).exists()}
        )
    )
