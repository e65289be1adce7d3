"""Runs the benchmarks. Run: `python -m tests.benchmarks [NAME …]`; `make bench`.

A benchmark is a module here with a `main`. Each is a process of its own, one at a time.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FIRST = ("main_job", "command_line")


def names() -> list[str]:
    """Name the benchmarks, the one that everything is about first."""
    found = [
        path.stem
        for path in sorted(Path(__file__).parent.glob("[!_]*.py"))
        if "\ndef main(" in path.read_text(encoding="utf-8")
    ]
    return sorted(found, key=lambda name: (name not in FIRST, name != FIRST[0], name))


def main() -> int:
    """Run the benchmarks that were asked for, or all; 1 if one of them failed."""
    known = names()
    asked = sys.argv[1:] or known
    unknown = sorted(set(asked) - set(known))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}: there are {', '.join(known)}")
        return 2
    failed = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        run = [sys.executable, "-m", f"tests.benchmarks.{name}"]
        if subprocess.run(run, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
