"""Reads TOML files of the project."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from domain.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def load(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        Refused: it cannot be read, with the place where it breaks.

    """
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        return dict(toml.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError) as error:  # broken TOML and broken UTF-8 are values
        raise Refused(f"{path} cannot be read: {error}") from error
