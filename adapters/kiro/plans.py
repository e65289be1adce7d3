"""Plans from spec folders, as the write side needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.kiro.folders import find_spec, list_specs
from adapters.kiro.reading import Reading
from adapters.kiro.settings import check_order, read_settings
from adapters.kiro.spec_folder import SpecFolder, nothing_landed
from domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from adapters.kiro.spec_folder import Landed
    from commands.ports import PlannedTask


class KiroPlans:
    """Reads `.kiro/specs/<slug>/`; implements the port `commands.ports.Plans`.

    `order` is the policy for tasks whose order the plan does not declare, see
    `domain.plan.order`; without it the one in `swarm.toml` counts, or else
    `siblings-parallel`. With `allow_duplicates` a plan that uses an id twice is read,
    the second task under an id of its own.

    `landed` gives the bytes of a file, named from the root, at the branch that finished
    tasks land on, or None. What is ticked there counts as ticked: a checkout that was
    not brought forward, or is of another branch, does not have those ticks.
    """

    def __init__(
        self,
        root: Path,
        order: str = "",
        *,
        allow_duplicates: bool = False,
        landed: Landed = nothing_landed,
    ) -> None:
        self._root = root
        self._landed = landed
        self.order = check_order(order) if order else read_settings(root).order
        self._allow_duplicates = allow_duplicates

    def read(self, specs: Sequence[str]) -> Sequence[PlannedTask]:
        """Read the leaves of the plan, each after all it depends on.

        With one spec a task is named by its id, with several by `slug/id`. Who
        depends on a task that may be skipped (optional, or ticked) depends on what
        that one depends on as well.

        Raises:
            Refused: the plan cannot be run, with every reason and line number.

        """
        reading = self.look(specs)
        reading.refuse(allow_duplicates=self._allow_duplicates)
        return reading.planned()

    def look(self, specs: Sequence[str]) -> Reading:
        """Read the plan with all remarks, whether it can be run or not.

        Raises:
            Refused: there is no such spec.

        """
        folders = self._find(specs)
        return Reading(
            [SpecFolder(self._root, one, self.order, self._landed) for one in folders],
            self._root,
            self._landed,
        )

    def _find(self, specs: Sequence[str]) -> list[Path]:
        asked = list(specs) or self._only()
        folders = list(dict.fromkeys(find_spec(self._root, spec) for spec in asked))
        names: dict[str, Path] = {}
        for folder in folders:
            other = names.setdefault(folder.name, folder)
            if other != folder:
                raise Refused(
                    f"{other} and {folder} have the same name: their tasks could not be "
                    "told apart in one swarm; rename one of them"
                )
        return folders

    def _only(self) -> list[str]:
        known = list_specs(self._root)
        if len(known) == 1:
            return known
        raise Refused(
            f"say which spec is meant: there are {', '.join(known)}"
            if known
            else "there are no specs here: make .kiro/specs/<slug>/tasks.md"
        )
