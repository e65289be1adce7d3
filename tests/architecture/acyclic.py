"""A contract of import-linter: inside a package, neighbours import one another one way.

import-linter has one of this kind only where it runs on Python 3.10 or later; this
one asks the same graph and works wherever the product does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grimp import ImportGraph
    from importlinter.domain.imports import Module


class AcyclicSiblings(Contract):
    """No cycle among the children of `ancestors`, nor among theirs, to the leaves."""

    type_name = "acyclic_siblings_of_ours"

    ancestors = fields.ListField(subfield=fields.ModuleField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look for the imports that close circles."""
        del verbose
        closing = {
            package: sorted(breakers)
            for ancestor in cast("list[Module]", self.ancestors)
            for package in _packages(graph, ancestor.name)
            if (breakers := graph.nominate_cycle_breakers(package))
        }
        return ContractCheck(kept=not closing, metadata={"closing": closing})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name the imports to remove, package by package."""
        for package, imports in check.metadata["closing"].items():
            output.print_error(
                f"The children of {package} import each other in a circle."
            )
            for importer, imported in imports:
                output.print_error(f"- {importer} -> {imported} closes it")


def _packages(graph: ImportGraph, package: str) -> Iterator[str]:
    children = graph.find_children(package)
    if children:
        yield package
    for child in sorted(children):
        yield from _packages(graph, child)
