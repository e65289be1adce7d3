"""Files and folders: read without fuss, put aside, deleted for good."""

from __future__ import annotations

import os
import shutil
import stat
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TRASH = ".trash-"
# Folders of thousands of files are deleted in the system: threads help.
_DELETERS = 4
_NAME_LENGTHS = frozenset({40, 64})


def first_line(path: Path) -> str:
    """Read the first line of a small file; "" when there is none."""
    try:
        return path.read_text("utf-8", "surrogateescape").split("\n", 1)[0].rstrip("\r")
    except (OSError, ValueError):
        return ""


def is_object_name(text: str) -> bool:
    """Tell whether a text is the full name of a git object."""
    return len(text) in _NAME_LENGTHS and all(c in "0123456789abcdef" for c in text)


def put_aside(path: Path, folder: Path) -> None:
    """Take a file or folder out of the way by one rename into the trash of `folder`."""
    aside = folder / f"{TRASH}{uuid.uuid4().hex}"
    try:
        path.rename(aside)
    except OSError:  # another file system: a rename cannot cross it
        remove_folder(path)


def empty_trash(folder: Path) -> None:
    """Delete what was put aside; what cannot be deleted now stays for the next time."""
    with ThreadPoolExecutor(_DELETERS) as pool:
        list(pool.map(remove_folder, folder.glob(f"{TRASH}*")))


def remove_folder(path: Path) -> None:
    """Delete a file or folder, its read-only parts as well; missing is fine."""
    if path.is_symlink() or path.is_file():
        path.unlink(missing_ok=True)
        return
    shutil.rmtree(path, ignore_errors=True)
    if not path.exists():
        return
    _open_up(path)
    for parent, folders, _ in os.walk(path):
        for name in folders:
            _open_up(Path(parent, name))
    shutil.rmtree(path, ignore_errors=True)


def _open_up(folder: Path) -> None:
    if not folder.is_symlink():
        folder.chmod(folder.stat().st_mode | stat.S_IRWXU)
