"""One child process: started, watched, ended and reaped."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from adapters.processes import table
from adapters.processes.census import CENSUS
from adapters.processes.log import BoundedLog
from adapters.processes.marks import RUN_VARIABLE
from adapters.processes.stopping import end_all
from adapters.processes.undisturbed import Undisturbed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LEFT_BEHIND_PATIENCE_S = 0.5
_KERNEL_LIMIT_S = 10.0
_CHUNK = 256 << 10
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ, which Python 3.9 does not name
_LAST_WORDS = 8 << 20
# Threads of our own: the common ones may all be waiting for something else.
_ENDERS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="ending")


class Child:
    """A process that leads its own session, on the running event loop.

    Its output goes through a pipe into the log. Its input is a file, not a pipe: nobody
    has to feed it, so a child that never reads it holds up nobody.

    The leader stays a zombie until everything else of its session is gone: as long as
    it is there, the kernel gives its number to no other process or group.

    Raises:
        OSError: the program could not be started.

    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin_text: str | None,
        log: Path,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._mark = env.get(RUN_VARIABLE, "").rpartition("+")[2].encode()
        self.log = BoundedLog(log)
        self._family: set[tuple[int, int]] = set()
        self.left_behind = 0
        self._output, output = _pipe()
        try:
            self._process = _spawn(argv, cwd, env, stdin_text, output)
        except BaseException:
            os.close(self._output)
            self.log.close()
            raise
        finally:
            os.close(output)
        self.pid = self._process.pid
        self._start = table.start_of(self.pid)
        self._loop.add_reader(self._output, self._read)
        self._watch()

    @property
    def exited(self) -> bool:
        """Whether the leader has ended."""
        return self._gone.done()

    @property
    def returncode(self) -> int:
        """The exit status, or minus the signal; known after `end`."""
        code = self._process.returncode
        return -signal.SIGKILL if code is None else code

    async def exits(self, within_s: float | None) -> bool:
        """Wait for the leader to end; False if it still runs after `within_s` seconds."""
        await asyncio.wait({self._gone}, timeout=within_s)
        return self.exited

    async def end(self, grace_s: float) -> None:
        """End the leader and all that belongs to it, keep its last words, reap it.

        A cancellation waits until all of this is done.
        """
        with Undisturbed() as patiently:
            if not self.exited:
                # Now that the leader lives, its family can be told by descent as well.
                family = self._loop.run_in_executor(_ENDERS, self._rest)
                await patiently.wait(family)
                self._family = {(one.pid, one.start) for one in family.result()}
                table.send_group(self.pid, signal.SIGTERM)
                table.send_group(self.pid, signal.SIGCONT)
                if not await patiently.wait(self._gone, grace_s):
                    table.send_group(self.pid, signal.SIGKILL)
                    await patiently.wait(self._gone, _KERNEL_LIMIT_S)
            rest = self._loop.run_in_executor(_ENDERS, self._end_the_rest)
            await patiently.wait(rest)
            self._close(len(rest.result()))

    def _close(self, left_behind: int) -> None:
        self._drain()
        self.left_behind = left_behind
        if left_behind:
            self.log.note(f"stopped {left_behind} processes that were left behind")
        if self.exited:
            self._process.wait()
        else:  # stuck in the kernel; what comes of it, the next sweep will see
            self.log.note(f"process {self.pid} does not end, not even by SIGKILL")
        self.log.close()

    def _end_the_rest(self) -> list[table.Process]:
        # One look is enough here: the reaper and the sweep look again.
        return end_all(self._rest, lambda _: LEFT_BEHIND_PATIENCE_S, quiet_looks=1)

    def _rest(self) -> list[table.Process]:
        """Find what belongs to the leader, without the leader."""
        younger = [
            one
            for one in CENSUS.look()
            if one.start >= self._start and one.pid != self.pid
        ]
        ours = [
            one
            for one in younger
            if self.pid in {one.session, one.group, one.parent}
            or (one.pid, one.start) in self._family
            or (self._mark and self._mark in one.marks)
        ]
        return table.with_descendants(ours, younger)

    def _read(self) -> bool:
        """Move what the pipe holds into the log; False when there is no more."""
        try:
            output = os.read(self._output, _CHUNK)
        except BlockingIOError:
            return False
        if output:
            self.log.write(output)
        else:
            self._loop.remove_reader(self._output)
        return bool(output)

    def _drain(self) -> None:
        """Take what is still in the pipe, bounded: an unknown one may hold it open."""
        taken = 0
        while taken < _LAST_WORDS and self._read():
            taken += _CHUNK
        self._loop.remove_reader(self._output)
        os.close(self._output)

    def _watch(self) -> None:
        """Have `_gone` set when the leader ends, without reaping it."""
        try:
            handle = os.pidfd_open(self.pid)
        except (AttributeError, OSError):  # not on Linux, or a kernel before 5.3
            threading.Thread(target=self._wait_in_thread, daemon=True).start()
            return

        def ended() -> None:
            self._loop.remove_reader(handle)
            os.close(handle)
            self._gone.set_result(None)

        self._loop.add_reader(handle, ended)

    def _wait_in_thread(self) -> None:
        if hasattr(os, "waitid"):
            os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        else:
            self._process.wait()
        with suppress(RuntimeError):  # the loop was closed before
            self._loop.call_soon_threadsafe(self._gone.set_result, None)


def _pipe() -> tuple[int, int]:
    """Make a pipe that holds much, so that a busy loop does not hold up a child."""
    output, into = os.pipe()
    os.set_blocking(output, False)
    with suppress(OSError):  # not on Linux, or the user's share of pipes is used up
        fcntl.fcntl(output, _SET_PIPE_SIZE, _CHUNK)
    return output, into


def _spawn(
    argv: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    stdin_text: str | None,
    output: int,
) -> subprocess.Popen[bytes]:
    with _file_with(stdin_text) as stdin:
        return subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=dict(env),
            stdin=stdin,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _file_with(text: str | None) -> IO[bytes]:
    """Open a file to read `text` from; the null device for None."""
    if text is None:
        return open(os.devnull, "rb")  # noqa: PTH123
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    file.write(text.encode("utf-8", "replace"))
    file.seek(0)
    return file
