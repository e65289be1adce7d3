"""An index of our own, so that staging does not touch that of the worktree."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.git.runner import Git


@contextmanager
def scratch_index(git: Git, copy_of: Path | None, folder: Path) -> Iterator[Git]:
    """Give a git that stages into an index of its own, thrown away afterwards.

    It begins as a copy of `copy_of`, so that unchanged files are not read again.
    """
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        index = Path(scratch) / "index"
        if copy_of is not None and copy_of.is_file():
            shutil.copy2(copy_of, index)
        yield git.having(GIT_INDEX_FILE=index)
