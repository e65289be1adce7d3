"""A story: aggregates that live through a campaign, told as the feed would tell it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from adapters.campaign.progress import Campaigns, Progress
from bus.feed import Recorded
from domain.aggregate import Root, event_name, use_clock
from domain.instance import Instance
from domain.integration import Integration
from domain.swarm import Swarm
from domain.task import Task

DAWN = datetime(2030, 1, 1, tzinfo=timezone.utc)
HEAD = "d" * 40
MERGE = "e" * 40


class Story:
    """Collects what aggregates do into `told`, on a clock that is moved by hand."""

    def __init__(self, swarm: str = "checkout", began: datetime = DAWN) -> None:
        self.name = swarm
        self.now = began
        self.told: list[Recorded] = []
        with use_clock(lambda: self.now):
            self.swarm = Swarm.launch(
                swarm=swarm, target="main", specs=["spec"], settings={}
            )
            self.tell(self.swarm)

    def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def tell(self, *aggregates: Root) -> None:
        for aggregate in aggregates:
            for event in aggregate.collect_events():
                self.told.append(
                    Recorded(
                        position=len(self.told) + 1,
                        kind=aggregate.kind,
                        aggregate_id=event.originator_id.hex,
                        version=event.originator_version,
                        name=event_name(event),
                        at=event.timestamp,
                        event=event,
                        text="{}",
                        command_id="",
                        correlation_id="",
                        causation_id="",
                        actor="",
                    )
                )

    def do(self, aggregate: Root, request: str, *args, **facts) -> None:
        with use_clock(lambda: self.now):
            getattr(aggregate, request)(*args, **facts)
        self.tell(aggregate)

    # ------------------------------------------------------------ longer passages

    def task(self, name: str, *depends_on: str, title: str = "", **more) -> Task:
        with use_clock(lambda: self.now):
            task = Task.register(
                swarm=self.name,
                task=name,
                title=title or f"Title of {name}",
                spec="spec",
                line=1,
                optional=more.get("optional", False),
                depends_on=list(depends_on),
                brief={},
            )
        self.tell(task)
        return task

    def instance(self, name: str, colour: str = "#007fff") -> Instance:
        with use_clock(lambda: self.now):
            instance = Instance.join(
                swarm=self.name, instance=name, colour=colour, agent="a", host="h"
            )
        self.tell(instance)
        return instance

    def starts(self, task: Task, instance: Instance) -> None:
        if task.state == "registered":
            self.do(task, "make_ready")
        attempt = task.attempt + 1
        self.do(task, "assign", instance.instance, attempt)
        self.do(instance, "take", task.task, attempt)
        self.do(task, "start", attempt, "b" * 40, f"swarm/{task.task}")

    def submits(self, task: Task, instance: Instance, seconds: float) -> None:
        self.after(seconds)
        self.do(task, "submit", task.attempt, "c" * 40, ["file"], seconds)
        self.do(instance, "free", task.task, task.attempt)

    def fails(self, task: Task, instance: Instance, seconds: float, tries=3) -> None:
        self.after(seconds)
        self.do(
            task,
            "fail_attempt",
            task.attempt,
            "exit status 1",
            f"refs/swarm/rescue/{task.task}/{task.attempt}",
            seconds,
            tries=tries,
        )
        self.do(instance, "free", task.task, task.attempt)

    def train(self, name: str, *tasks: Task) -> Integration:
        candidates = [
            {"task": t.task, "attempt": t.attempt, "commit": t.candidate, "title": ""}
            for t in tasks
        ]
        with use_clock(lambda: self.now):
            train = Integration.open(
                swarm=self.name, integration=name, target="main", candidates=candidates
            )
        self.tell(train)
        for task in tasks:
            self.do(task, "begin_check", name)
        return train

    def gates(self, train: Integration) -> None:
        merges = {each["task"]: MERGE for each in train.candidates}
        self.do(
            train,
            "built",
            train.step,
            base="a" * 40,
            head=HEAD,
            merges=merges,
            conflicts=[],
        )

    def lands(self, train: Integration, *tasks: Task) -> None:
        if train.state == "building":
            self.gates(train)
        self.do(train, "gated", train.step, passed=True, gates=[], excerpt="")
        self.do(train, "landed", train.step, head=HEAD, checkout="")
        for task in tasks:
            self.do(
                task,
                "record_check",
                train.integration,
                passed=True,
                head=HEAD,
                gates=[],
            )
            self.do(task, "integrate", train.integration, HEAD, MERGE)


def folded(*stories: Story) -> Campaigns:
    """Fold stories one after another."""
    campaigns = Campaigns()
    for story in stories:
        for recorded in story.told:
            campaigns.see(recorded)
    return campaigns


def current(*stories: Story) -> Progress:
    """Fold stories and give the swarm that is current at their end."""
    progress = folded(*stories).current
    assert progress is not None
    return progress
