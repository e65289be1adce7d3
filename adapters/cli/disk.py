"""What the system refused of files and disks, as sentences for people."""

from __future__ import annotations

import errno

# By the number of the error; `path` is what it was about.
SENTENCES = {
    errno.ENOSPC: (
        "no space is left on the disk{path}: free some and run `swarm up` again; "
        "everything that was done is kept"
    ),
    errno.EDQUOT: (
        "your quota of the disk is used up{path}: free some space and run `swarm up` "
        "again; everything that was done is kept"
    ),
    errno.EROFS: "the disk can only be read{path}: make it writable, then try again",
    errno.EACCES: "you may not write or read{path}: change its permissions or owner",
    errno.EPERM: "you may not change{path}: change its permissions or owner",
    errno.ENOTDIR: "a file is where a folder is needed{path}: move it out of the way",
    errno.EEXIST: "a file is where a folder is needed{path}: move it out of the way",
    errno.EMFILE: "too many files are open: raise the limit (`ulimit -n`)",
}


def told(error: BaseException) -> str:
    """Say what the system refused, "" when that is no matter of files and disks.

    The first system error among the error, its causes and its members counts.
    """
    found = _system_error(error, set())
    if found is None or found.errno not in SENTENCES:
        return ""
    path = f" ({found.filename})" if found.filename else ""
    return SENTENCES[found.errno].format(path=path)


def _system_error(error: BaseException | None, seen: set[int]) -> OSError | None:
    if error is None or id(error) in seen:
        return None
    seen.add(id(error))
    if isinstance(error, OSError):
        return error
    inner = (*getattr(error, "exceptions", ()), error.__cause__)
    found = (_system_error(each, seen) for each in inner)
    return next((each for each in found if each is not None), None)
