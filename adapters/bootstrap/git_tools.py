"""The git side of a campaign, wired to one repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.git.gate_tree import GateTree
from adapters.git.integrator import GitIntegrator
from adapters.git.syncing import GitBranches
from adapters.git.worktrees import Worktrees
from adapters.kiro.ticker import tick_with_parents

if TYPE_CHECKING:
    from adapters.git.repository import Repository


@dataclass(frozen=True)
class GitTools:
    """Worktrees for instances, branches to sync, the integrator and the gates' tree."""

    worktrees: Worktrees
    integrator: GitIntegrator
    gate_tree: GateTree
    branches: GitBranches

    @classmethod
    def of(cls, repository: Repository) -> GitTools:
        """Wire the tools to a repository."""
        return cls(
            worktrees=Worktrees(repository),
            integrator=GitIntegrator(repository, tick_with_parents),
            gate_tree=GateTree(repository),
            branches=GitBranches(repository),
        )
