"""Does what a sync command asks for, once it is recorded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from anyio import to_thread

from commands.handlers.syncs import SYNC
from commands.protocol.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commands.effects import Effects
    from commands.ports import Branches, Synced


class Syncs:
    """Brings branches together on request."""

    def __init__(self, branches: Branches) -> None:
        self._branches = branches

    @property
    def effects(self) -> Effects:
        """What is done after a sync command was recorded."""
        return {SYNC: self.carry_out}

    async def carry_out(self, facts: Mapping[str, Any]) -> Result:
        """Sync an instance, a branch or the repository; harmless to repeat.

        Raises:
            Refused: it cannot be done, and why.

        """
        found = await to_thread.run_sync(partial(self._sync, facts))
        return Result.ok(found.message, state=found.state, conflicts=list(found.files))

    def _sync(self, facts: Mapping[str, Any]) -> Synced:
        if "instance" in facts:
            return self._branches.sync_instance(str(facts["instance"]))
        if "branch" in facts:
            return self._branches.sync_branch(str(facts["branch"]))
        return self._branches.sync_repository()
