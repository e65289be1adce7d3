"""What the read side needs of a database: to read rows and to put statements.

SQL is plain text with named parameters (`:name`), kept to what SQLite and PostgreSQL
both understand, so that a reader needs nothing but a driver.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Row = dict[str, Any]
Rows = Callable[[str, Mapping[str, object]], list[Row]]
"""Runs a query and gives all its rows, as dictionaries by column name."""

Put = Callable[[str, Mapping[str, object]], int]
"""Runs a statement inside a transaction; tells how many rows it changed."""


class ViewDatabase(Protocol):
    """Where the read models are kept. Calls block."""

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        """Run a query.

        Raises:
            ViewsUnavailable: the database cannot be read now.

        """
        ...

    def transaction(self) -> AbstractContextManager[Put]:
        """Run statements all or not at all, with other writers kept out.

        Raises:
            ViewsUnavailable: nothing was written; trying again may help.

        """
        ...
