from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from adapters.locking import ControllerLock, holder
from domain.errors import Refused

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from adapters.locking import ControllerLock
lock = ControllerLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path):
    """Have another process hold the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_controller_is_told_who_holds_the_folder(tmp_path: Path, other):
    with pytest.raises(Refused) as refusal:
        ControllerLock(tmp_path).acquire()
    said = str(refusal.value)
    assert f"pid {other.pid} on {socket.gethostname()}" in said
    assert str(tmp_path) in said
    assert "`swarm stop swarm`" in said
    assert f"`kill {other.pid}`" in said


def test_the_kernel_releases_the_lock_of_a_killed_controller(tmp_path: Path, other):
    other.kill()
    other.wait()
    with ControllerLock(tmp_path):
        found = holder(tmp_path)
        assert found is not None
        assert found.pid == os.getpid()


def test_a_released_lock_is_held_by_nobody(tmp_path: Path):
    assert holder(tmp_path) is None
    lock = ControllerLock(tmp_path)
    with lock:
        assert holder(tmp_path) is not None
    assert holder(tmp_path) is None
    lock.release()
    with ControllerLock(tmp_path):
        pass


def test_a_holder_that_has_not_signed_yet_is_still_a_holder(tmp_path: Path, other):
    (tmp_path / "run" / "controller.lock").write_text("")
    found = holder(tmp_path)
    assert found is not None
    assert found.pid == 0
    with pytest.raises(Refused, match="held by another controller"):
        ControllerLock(tmp_path).acquire()


def test_asking_who_holds_it_is_in_nobodys_way(tmp_path: Path):
    with ControllerLock(tmp_path):
        pass  # it makes the file
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            holder(tmp_path)

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    try:
        for _ in range(20):
            with ControllerLock(tmp_path):
                pass
    finally:
        stop.set()
        for asker in askers:
            asker.join()


def test_asking_imports_next_to_nothing(tmp_path: Path):
    body = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from adapters.locking import holder\n"
        "print({'asyncio', 'anyio', 'dataclasses', 'psutil', 'pydantic', "
        "'eventsourcing'} & (set(sys.modules) - before))\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", body], cwd=ROOT, capture_output=True, check=True
    )
    assert printed.stdout == b"set()\n"
