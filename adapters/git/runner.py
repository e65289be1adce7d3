"""Runs git commands: argument lists, time limits and an environment of our own.

Why not GitPython: see docs/decisions.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters import settings
from adapters.git.errors import GitFailed, GitMissing, GitTimeout

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TIME_LIMIT_S = 120.0
# How long a command that is told to end may take to remove its lock files, seconds.
_GRACE_S = 2.0

# What a user may have set for good; every other GIT_ variable names a repository, an
# index, an identity or an editor, which would be the wrong one for our commands.
_KEPT = frozenset(
    {
        "GIT_ASKPASS",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_EXEC_PATH",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
    }
)

# Settings under which our commands mean the same in everybody's repository.
_SETTINGS = {
    "commit.gpgSign": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "core.safecrlf": "false",
    "fastimport.unpackLimit": "100",
    "gc.auto": "0",
    "i18n.commitEncoding": "UTF-8",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "merge.conflictStyle": "merge",
    "merge.verifySignatures": "false",
    "rerere.enabled": "false",
    "submodule.recurse": "false",
    "worktree.useRelativePaths": "false",
}


@dataclass(frozen=True)
class Answer:
    """How a command ended: exit status, what it printed, what it complained."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What it printed, without line ends at the end; any bytes survive."""
        return decode(self.out).rstrip("\n")


def decode(data: bytes) -> str:
    """Read names and messages of git; bytes that are not UTF-8 survive."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Undo `decode`."""
    return text.encode("utf-8", "surrogateescape")


def git_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Give the environment for our git commands, made from the inherited one."""
    environment = {
        name: value
        for name, value in inherited.items()
        if not name.startswith("GIT_") or name in _KEPT
    }
    environment.update(
        GIT_EDITOR=":",
        GIT_TERMINAL_PROMPT="0",
        LC_ALL="C",
        LANGUAGE="",
        GIT_CONFIG_COUNT=str(len(_SETTINGS)),
    )
    for number, (key, value) in enumerate(_SETTINGS.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


class Git:
    """Git in one folder. Safe to use from several threads."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self._environment = (
            git_environment(settings.environment())
            if environment is None
            else dict(environment)
        )

    def at(self, folder: Path) -> Git:
        """Give git in another folder, with the same environment."""
        return Git(folder, self._environment)

    def having(self, **variables: str | Path) -> Git:
        """Give git in this folder with more environment variables."""
        more = {name: str(value) for name, value in variables.items()}
        return Git(self.folder, {**self._environment, **more})

    def __call__(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run a command that must succeed, and give what it printed.

        Raises:
            GitFailed: it ended with an error.
            GitTimeout: it did not end within `TIME_LIMIT_S` seconds.
            GitMissing: there is no git.

        """
        return decode(self.data(*arguments, stdin=stdin)).rstrip("\n")

    def data(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run a command that must succeed, and give exactly what it printed."""
        answer = self.ask(*arguments, stdin=stdin)
        if answer.code:
            raise GitFailed(arguments, answer.code, answer.err or answer.text)
        return answer.out

    def names(self, *arguments: str, stdin: bytes = b"") -> list[str]:
        """Run a command that prints NUL-terminated names, and give these."""
        return [name for name in self(*arguments, stdin=stdin).split("\0") if name]

    def succeeds(self, *arguments: str) -> bool:
        """Tell whether a command ends well."""
        return self.ask(*arguments).code == 0

    def ask(
        self,
        *arguments: str,
        stdin: bytes = b"",
        time_limit_s: float = TIME_LIMIT_S,
    ) -> Answer:
        """Run a command and tell how it ended.

        It gets a session of its own: Ctrl-C in the terminal is for us to handle, not
        for a git command in the middle of a write.

        Raises:
            GitTimeout: it did not end within `time_limit_s` seconds.
            GitMissing: there is no git.

        """
        try:
            process = subprocess.Popen(
                ["git", "-C", str(self.folder), *arguments],
                stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise GitMissing("git was not found: install git 2.38 or newer") from None
        watch = _Watch(process, time_limit_s)
        try:
            with process, watch:
                out, err = process.communicate(stdin or None)
        except BaseException:
            _end(process)
            raise
        if watch.expired:
            shown = " ".join(arguments)[:200]
            raise GitTimeout(
                f"`git {shown}` in {self.folder} did not end within {time_limit_s:g} s"
            )
        return Answer(process.returncode, out, decode(err))


class _Watch:
    """Ends a process that takes too long, from a thread of its own.

    The time limit of `communicate` would do, but it looks for the end at intervals,
    which adds half as much again to a command of 2 ms.
    """

    def __init__(self, process: subprocess.Popen[bytes], time_limit_s: float) -> None:
        self.expired = False
        self._process = process
        self._timer = threading.Timer(time_limit_s, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _expire(self) -> None:
        if self._process.poll() is None:
            self.expired = True
            _end(self._process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and its children, gently first: git then removes its locks."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
