"""The picture of a running swarm: lines of rich text that fit a terminal.

Nothing here reads a clock or a terminal: the same progress, time and size give the
same picture.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from adapters.campaign.estimate import seconds_left
from adapters.cli.text import clean, count
from projections.status_text import duration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.campaign.progress import Progress
    from domain.board import InstanceCard, TaskCard, TrainCard

BAR = 24
QUEUE_ROWS = 3
# What is shown of a task's state, and how; in the order of their importance.
SHOWN = {
    "running": ("running", "bold"),
    "assigned": ("running", "bold"),
    "submitted": ("to merge", "cyan"),
    "checking": ("merging", "cyan"),
    "ready": ("ready", ""),
    "registered": ("waiting", "dim"),
    "failed": ("failed", "bold red"),
    "blocked": ("blocked", "red"),
    "cancelled": ("cancelled", "red"),
    "skipped": ("skipped", "dim"),
}


def picture(  # noqa: PLR0913  (what it is drawn from, and its size)
    progress: Progress,
    *,
    now: datetime,
    elapsed_s: float,
    recent: Sequence[str],
    width: int,
    height: int,
) -> Text:
    """Draw the swarm in at most `height` lines of at most `width` cells.

    What matters least gives way first: recent changes, then the merge queue, then
    instances at work.
    """
    head = [_title(progress, now, elapsed_s), _bar(progress, width), _counts(progress)]
    crew = _crew(progress, now)
    queue = _queue(progress)
    room = height - len(head)
    crew = _fit(crew, room, "more instances")
    queue = _fit(queue, min(QUEUE_ROWS, room - len(crew)), "more trains")
    left = room - len(crew) - len(queue) - 1
    latest = [Text(f"  {clean(line)}", style="dim") for line in recent]
    tail = [Text(), *latest[-left:]] if left > 0 and latest else []
    return _stack([*head, *crew, *queue, *tail][:height], width)


def _stack(lines: Sequence[Text], width: int) -> Text:
    for line in lines:
        line.truncate(max(1, width), overflow="ellipsis")
    return Text("\n").join(lines)


def _fit(lines: list[Text], room: int, what: str) -> list[Text]:
    if len(lines) <= room:
        return lines
    if room < 1:
        return []
    hidden = len(lines) - room + 1
    return [*lines[: room - 1], Text(f"  … and {hidden} {what}", style="dim")]


def _title(progress: Progress, now: datetime, elapsed_s: float) -> Text:
    board = progress.board
    left = seconds_left(progress, now)
    title = Text.assemble(
        (clean(board.swarm), "bold"), " → ", (clean(board.target), "bold"), "  "
    )
    title.append(board.state, style="" if board.state == "running" else "yellow")
    title.append(f"  {duration(elapsed_s)}")
    if left is not None:
        title.append(f", about {duration(left)} left", style="dim")
    return title


def _bar(progress: Progress, width: int) -> Text:
    tasks = progress.board.tasks.values()
    landed = sum(1 for each in tasks if each.state == "integrated")
    wanted = sum(1 for each in tasks if each.state != "skipped")
    cells = max(4, min(BAR, width - 30))
    full = cells * landed // wanted if wanted else 0
    bar = Text("━" * full, style="green")
    bar.append("━" * (cells - full), style="bright_black")
    return bar.append(f" {landed} of {count(wanted, 'task')} integrated", style="")


def _counts(progress: Progress) -> Text:
    states = Counter(
        SHOWN[each.state]
        for each in progress.board.tasks.values()
        if each.state in SHOWN
    )
    shown = dict.fromkeys(SHOWN.values())
    parts = [
        Text(f"{states[each]} {each[0]}", style=each[1])
        for each in shown
        if states[each]
    ]
    return Text(", ").join(parts)


def _crew(progress: Progress, now: datetime) -> list[Text]:
    here = [each for each in progress.board.instances.values() if each.state != "left"]
    # Those at work first: they are shown when there is no room for all.
    here.sort(key=lambda each: each.state == "idle")
    width = max((len(each.instance) for each in here), default=0)
    return [_instance(each, progress, now, width) for each in here]


def _instance(
    each: InstanceCard, progress: Progress, now: datetime, width: int
) -> Text:
    line = Text.assemble(("● ", each.colour), clean(each.instance).ljust(width), "  ")
    card = progress.board.tasks.get(each.task)
    if card is None:
        return line.append("idle", style="dim")
    line.append(f"{_lasted(card, progress, now):>7}", style="dim")
    line.append(f"  {clean(card.task)} {clean(card.title)}")
    if card.attempt > 1:
        line.append(f" (attempt {card.attempt})", style="yellow")
    return line


def _lasted(card: TaskCard, progress: Progress, now: datetime) -> str:
    times = progress.times.get(card.task)
    if card.state != "running" or times is None or times.attempt_at is None:
        return ""
    return duration(max(0.0, (now - times.attempt_at).total_seconds()))


def _queue(progress: Progress) -> list[Text]:
    lines = [_train(each) for each in progress.board.open_trains]
    waiting = ", ".join(clean(name) for name in progress.board.submitted)
    if waiting:
        lines.append(Text.assemble(("merge queue  ", "dim"), f"waiting: {waiting}"))
    return lines


def _train(train: TrainCard) -> Text:
    aboard = ", ".join(clean(each["task"]) for each in train.candidates)
    return Text.assemble(("merge queue  ", "dim"), (train.state, "cyan"), f": {aboard}")
