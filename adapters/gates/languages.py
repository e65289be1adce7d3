"""The test commands of languages whose projects need a closer look."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_PYTEST_SIGNS = (
    ("pytest.ini", ""),
    (".pytest.ini", ""),
    ("conftest.py", ""),
    ("pyproject.toml", "[tool.pytest"),
    ("setup.cfg", "[tool:pytest]"),
    ("tox.ini", "[pytest]"),
)
_NPM_HAS_NO_TEST = "no test specified"
_PACKAGE_MANAGERS = (
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "yarn"),
    ("bun.lock", "bun"),
    ("bun.lockb", "bun"),
)


def text_of(path: Path) -> str:
    """Read a small file; "" when there is none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def python_gate(root: Path) -> str:
    """Give the pytest command of a Python project, or ""."""
    if not _has_pytest(root):
        return ""
    own = root / ".venv" / "bin" / "python"
    python = shlex.quote(str(own)) if own.exists() else "python3"
    # An environment of the project may hold an editable install of the user's checkout;
    # PYTHONPATH comes before it, so that the gate sees the commit it is to judge.
    where = "PYTHONPATH=src " if (root / "src").is_dir() else ""
    return f"{where}{python} -m pytest -q"


def node_gate(root: Path) -> str:
    """Give the test command of a Node project, or ""."""
    package = _json(root / "package.json")
    scripts = package.get("scripts")
    test = scripts.get("test") if isinstance(scripts, dict) else None
    if not isinstance(test, str) or _NPM_HAS_NO_TEST in test:
        return ""
    manager = next(
        (name for lock, name in _PACKAGE_MANAGERS if (root / lock).is_file()), "npm"
    )
    run = "bun run test" if manager == "bun" else f"{manager} test"
    needs = any(package.get(name) for name in ("dependencies", "devDependencies"))
    # The scratch worktree begins without node_modules, which no commit holds.
    return f"{manager} install && {run}" if needs else run


def _has_pytest(root: Path) -> bool:
    if any(
        (root / name).is_file() and sign in text_of(root / name)
        for name, sign in _PYTEST_SIGNS
    ):
        return True
    return any(
        next((root / name).rglob("test_*.py"), None) for name in ("tests", "test")
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text_of(path) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
