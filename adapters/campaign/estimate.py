"""How long the tasks of a plan take at least, and how long the rest may still take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.board import SETTLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from adapters.campaign.progress import Progress
    from domain.board import TaskCard


def longest_chain(
    depends_on: Mapping[str, Iterable[str]], seconds: Mapping[str, float]
) -> float:
    """Add up the longest chain of dependent tasks, in seconds.

    Tasks that have no seconds take none. `depends_on` has no cycle (a plan with one
    is refused). The longest path by depth-first search with memory, without
    recursion: chains may be thousands of tasks long.
    """
    ends: dict[str, float] = {}
    for root in depends_on:
        stack = [root]
        while stack:
            task = stack[-1]
            needed = [name for name in depends_on.get(task, ()) if name in depends_on]
            open_ones = [name for name in needed if name not in ends]
            if task in ends or not open_ones:
                stack.pop()
                before = max((ends[name] for name in needed), default=0.0)
                ends.setdefault(task, before + seconds.get(task, 0.0))
            else:
                stack.extend(open_ones)
    return max(ends.values(), default=0.0)


def critical_path_s(tasks: Mapping[str, TaskCard]) -> float:
    """Tell how long the plan takes with instances without number, in seconds."""
    return longest_chain(
        {name: card.depends_on for name, card in tasks.items()},
        {name: sum(card.busy_s.values()) for name, card in tasks.items()},
    )


def seconds_left(progress: Progress, now: datetime) -> float | None:
    """Estimate how long the swarm will still run, in seconds.

    Open tasks are taken to last as long as the mean of the attempts so far. What is
    left takes as long as its longest chain or as all its work shared among the
    instances, whichever is more. None before the first attempt has ended.
    """
    cards = progress.board.tasks
    known = [busy for card in cards.values() for busy in card.busy_s.values() if busy]
    if not known:
        return None
    mean = sum(known) / len(known)
    rest = {
        name: _rest_s(card, progress, mean, now)
        for name, card in cards.items()
        if card.state not in SETTLED
    }
    hands = sum(1 for each in progress.board.instances.values() if each.state != "left")
    chain = longest_chain({name: cards[name].depends_on for name in rest}, rest)
    return max(chain, sum(rest.values()) / max(1, hands))


def _rest_s(card: TaskCard, progress: Progress, mean: float, now: datetime) -> float:
    if card.state in {"submitted", "checking"}:
        return 0.0
    started = progress.times[card.task].attempt_at
    if card.state != "running" or started is None:
        return mean
    return max(0.0, mean - (now - started).total_seconds())
