"""Folders go for good, also those that somebody made read-only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from adapters.git import disk

NOBODY = 65534


@pytest.fixture
def cache():
    """A folder as package managers leave them, in a place that anyone may enter."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "cache"
        (folder / "deep/deeper").mkdir(parents=True)
        (folder / "deep/deeper/file").touch()
        (folder / "deep/link").symlink_to("/nonexistent")
        for path in (Path(home), folder, *folder.rglob("*")):
            os.chown(
                path, NOBODY if os.geteuid() == 0 else -1, -1, follow_symlinks=False
            )
        for name in ("deep/deeper", "deep", "."):
            (folder / name).chmod(0o500)
        yield folder


def as_plain_user(act) -> int:
    """Do something in a process that is not root, which may do everything."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        if os.geteuid() == 0:
            os.setuid(NOBODY)
        act()
        status = 0
    finally:
        os._exit(status)


def test_read_only_folders_are_deleted(cache):
    assert as_plain_user(lambda: disk.remove_folder(cache)) == 0
    assert not cache.exists()


def test_what_is_missing_is_deleted_already(tmp_path):
    disk.remove_folder(tmp_path / "nothing")


def test_a_link_goes_and_what_it_leads_to_stays(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    disk.remove_folder(tmp_path / "link")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_renamed_is_deleted(tmp_path):
    (tmp_path / "thing").mkdir()
    disk.put_aside(tmp_path / "thing", tmp_path / "no such folder")
    assert list(tmp_path.iterdir()) == []
