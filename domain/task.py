"""A task: one leaf of a plan, from registered to integrated.

States: registered → ready → assigned → running → submitted → checking → integrated,
with failed, blocked, skipped and cancelled beside it. An attempt number is the
fencing token of an assignment: a report that carries an older one is refused.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID  # noqa: TC003  (event fields are resolved at run time)

from domain.aggregate import Root, stable_id
from domain.errors import Refused

OPEN_STATES = frozenset(
    {"registered", "ready", "assigned", "running", "submitted", "checking"}
)
CONFLICTS_PER_TRY = 4
HELD_STATES = frozenset({"assigned", "running"})
# Nobody works on the task and no candidate of it is on its way.
RESTING_STATES = frozenset(
    {"registered", "ready", "failed", "blocked", "skipped", "cancelled"}
)


def task_uuid(swarm: str, task: str) -> UUID:
    """Give the aggregate id of a task from the names of its swarm and itself."""
    return stable_id("task", swarm, task)


class Task(Root):
    """One leaf of a plan in one swarm."""

    kind = "task"

    class Event(Root.Event):
        """A change of a task."""

    class Registered(Event, Root.Created):
        """The task was read from the plan.

        `brief` holds what an agent must know, as plain JSON:
        `{"details": str, "requirements": [{"id": str, "text": str}], "design": str,
        "policy": [str]}`. `depends_on` are task names of the same swarm.
        """

        swarm: str
        task: str
        title: str
        spec: str
        line: int
        optional: bool
        depends_on: list[str]
        brief: dict[str, Any]

    class Ready(Event):
        """Everything that the task depends on is integrated."""

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "ready"

    class Assigned(Event):
        """An instance was given the task.

        `carry` is a commit of an earlier attempt to go on from, or "".
        `context` tells the agent why it gets the task again, or "".
        """

        instance: str
        attempt: int
        carry: str
        context: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "assigned"
            aggregate.instance = self.instance
            aggregate.attempt = self.attempt

    class Started(Event):
        """The agent was started in the worktree, on `branch` from commit `base`."""

        attempt: int
        base: str
        branch: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "running"

    class Submitted(Event):
        """The agent is done; `commit` is pinned as the candidate for the merge."""

        attempt: int
        commit: str
        files: list[str]
        busy_s: float

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "submitted"
            aggregate.candidate = self.commit

    class AttemptFailed(Event):
        """The attempt failed; `rescue` is the ref that keeps its work, or ""."""

        attempt: int
        reason: str
        rescue: str
        busy_s: float

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "ready"
            aggregate.failures += 1
            aggregate.reason = self.reason
            aggregate.carry = ""
            aggregate.context = self.reason

    class Interrupted(Event):
        """The attempt was cut short by no fault of its own; it burns no try."""

        attempt: int
        reason: str
        rescue: str
        busy_s: float

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "ready"
            aggregate.reason = self.reason

    class CheckBegun(Event):
        """The candidate entered an integration."""

        attempt: int
        integration: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "checking"
            aggregate.integration = self.integration

    class Checked(Event):
        """The gates ran on the commit that would land; `gates` says which and how."""

        attempt: int
        integration: str
        passed: bool
        head: str
        gates: list[dict[str, Any]]

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.checked_head = self.head if self.passed else ""

    class Returned(Event):
        """The candidate came back for rework; `cause` is `conflict` or `gate`."""

        attempt: int
        cause: str
        reason: str
        context: str
        carry: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "ready"
            if self.cause == "conflict":
                aggregate.conflicts += 1
            else:
                aggregate.failures += 1
            aggregate.reason = self.reason
            aggregate.carry = self.carry
            aggregate.context = self.context

    class Requeued(Event):
        """The candidate left its integration unjudged and waits for another one."""

        attempt: int
        integration: str
        reason: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "submitted"
            aggregate.integration = ""

    class Integrated(Event):
        """The candidate is on the target branch; `commit` is its merge commit."""

        attempt: int
        integration: str
        commit: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "integrated"
            aggregate.commit = self.commit
            aggregate.reason = ""

    class Failed(Event):
        """No tries are left."""

        reason: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "failed"
            aggregate.reason = self.reason

    class Blocked(Event):
        """Something that the task depends on failed."""

        reason: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "blocked"
            aggregate.reason = self.reason

    class Skipped(Event):
        """The task needs no work: ticked in the plan before, or optional."""

        reason: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "skipped"
            aggregate.reason = self.reason

    class Revised(Event):
        """The plan says something else of the task now; a ready one waits anew."""

        title: str
        brief: dict[str, Any]
        depends_on: list[str]
        optional: bool
        line: int

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.title = self.title
            aggregate.brief = self.brief
            aggregate.depends_on = self.depends_on
            aggregate.optional = self.optional
            aggregate.line = self.line
            if aggregate.state == "ready":
                aggregate.state = "registered"

    class Reopened(Event):
        """A failed, blocked or skipped task may be tried again."""

        reason: str

        def apply(self, aggregate: Task) -> None:
            """Fold the event into the task."""
            aggregate.state = "registered"
            aggregate.failures = 0
            aggregate.conflicts = 0
            aggregate.reason = ""

    def __init__(  # noqa: PLR0913  (the fields of Registered)
        self,
        swarm: str,
        task: str,
        title: str,
        spec: str,
        line: int,
        optional: bool,
        depends_on: list[str],
        brief: dict[str, Any],
    ) -> None:
        self.swarm = swarm
        self.task = task
        self.title = title
        self.spec = spec
        self.line = line
        self.optional = optional
        self.depends_on = depends_on
        self.brief = brief
        self.state = "registered"
        self.instance = ""
        self.attempt = 0
        self.failures = 0
        self.conflicts = 0
        self.candidate = ""
        self.integration = ""
        self.checked_head = ""
        self.carry = ""
        self.context = ""
        self.commit = ""
        self.reason = ""

    @classmethod
    def register(  # noqa: PLR0913
        cls,
        *,
        swarm: str,
        task: str,
        title: str,
        spec: str,
        line: int,
        optional: bool,
        depends_on: list[str],
        brief: dict[str, Any],
    ) -> Task:
        """Register a leaf of the plan with all that an agent must know."""
        registered: Task = cls._create(
            cls.Registered,
            id=task_uuid(swarm, task),
            swarm=swarm,
            task=task,
            title=title,
            spec=spec,
            line=line,
            optional=optional,
            depends_on=depends_on,
            brief=brief,
        )
        return registered

    # Requests. Each one checks, then triggers; a refusal changes nothing.

    def make_ready(self) -> None:
        """Say that nothing stands in the way of an assignment any more."""
        self._require("be made ready", "registered")
        self.trigger_event(self.Ready)

    def assign(self, instance: str, attempt: int) -> None:
        """Give the task to an instance as attempt number `attempt`."""
        self._require("be assigned", "ready")
        if attempt != self.attempt + 1:
            raise Refused(
                f"task {self.task} is at attempt {self.attempt}: the next one is "
                f"{self.attempt + 1}, not {attempt}"
            )
        self.trigger_event(
            self.Assigned,
            instance=instance,
            attempt=attempt,
            carry=self.carry,
            context=self.context,
        )

    def start(self, attempt: int, base: str, branch: str) -> None:
        """Record that the agent is about to run."""
        self._fence(attempt)
        self._require("start", "assigned")
        self.trigger_event(self.Started, attempt=attempt, base=base, branch=branch)

    def submit(
        self, attempt: int, commit: str, files: list[str], busy_s: float
    ) -> None:
        """Pin the commit of a finished attempt as the candidate."""
        self._fence(attempt)
        self._require("be submitted", "running")
        self.trigger_event(
            self.Submitted, attempt=attempt, commit=commit, files=files, busy_s=busy_s
        )

    def fail_attempt(
        self, attempt: int, reason: str, rescue: str, busy_s: float, *, tries: int
    ) -> None:
        """Count a failed attempt; after `tries` of them the task has failed."""
        self._fence(attempt)
        self._require("fail", "assigned", "running")
        self.trigger_event(
            self.AttemptFailed,
            attempt=attempt,
            reason=reason,
            rescue=rescue,
            busy_s=busy_s,
        )
        self._give_up_after(tries)

    def interrupt(self, attempt: int, reason: str, rescue: str, busy_s: float) -> None:
        """Take the task back from an instance without counting a try."""
        self._fence(attempt)
        self._require("be interrupted", "assigned", "running")
        self.trigger_event(
            self.Interrupted,
            attempt=attempt,
            reason=reason,
            rescue=rescue,
            busy_s=busy_s,
        )

    def begin_check(self, integration: str) -> None:
        """Enter an integration with the pinned candidate."""
        self._require("enter an integration", "submitted")
        self.trigger_event(
            self.CheckBegun, attempt=self.attempt, integration=integration
        )

    def record_check(
        self,
        integration: str,
        *,
        passed: bool,
        head: str,
        gates: list[dict[str, Any]],
    ) -> None:
        """Record what the gates measured on the commit that would land."""
        self._require_in(integration)
        self.trigger_event(
            self.Checked,
            attempt=self.attempt,
            integration=integration,
            passed=passed,
            head=head,
            gates=gates,
        )

    def return_for_rework(
        self, integration: str, cause: str, reason: str, context: str, *, tries: int
    ) -> None:
        """Send the candidate back; after `tries` failures the task has failed.

        Losing a race to a neighbour is no failure of the task, so conflicts are
        counted apart and allowed `CONFLICTS_PER_TRY` times as often.
        """
        self._require_in(integration)
        self.trigger_event(
            self.Returned,
            attempt=self.attempt,
            cause=cause,
            reason=reason,
            context=context,
            carry=self.candidate,
        )
        self._give_up_after(tries)

    def requeue(self, integration: str, reason: str) -> None:
        """Leave an integration unjudged; the candidate stays pinned."""
        self._require_in(integration)
        self.trigger_event(
            self.Requeued, attempt=self.attempt, integration=integration, reason=reason
        )

    def integrate(self, integration: str, head: str, commit: str) -> None:
        """Record the landing; refused without a passed check of the same head."""
        self._require_in(integration)
        if self.checked_head != head:
            raise Refused(
                f"task {self.task} has no passed check of {head[:12]}: a task cannot "
                "complete without a measured check"
            )
        self.trigger_event(
            self.Integrated,
            attempt=self.attempt,
            integration=integration,
            commit=commit,
        )

    def block(self, reason: str) -> None:
        """Give the task up because a dependency of it failed."""
        self._require("be blocked", "registered", "ready")
        self.trigger_event(self.Blocked, reason=reason)

    def skip(self, reason: str) -> None:
        """Leave the task out: ticked, not in the plan, or optional and not asked for.

        What is lost already may be left out as well, and then holds nobody up.
        """
        self._require("be skipped", *sorted(RESTING_STATES - {"skipped"}))
        self.trigger_event(self.Skipped, reason=reason)

    def revise(
        self,
        *,
        title: str,
        brief: dict[str, Any],
        depends_on: list[str],
        optional: bool,
        line: int,
    ) -> None:
        """Take over what the plan says now; the same as before changes nothing."""
        self._require("be revised", *sorted(RESTING_STATES))
        now = (title, brief, depends_on, optional, line)
        was = (self.title, self.brief, self.depends_on, self.optional, self.line)
        if now != was:
            self.trigger_event(
                self.Revised,
                title=title,
                brief=brief,
                depends_on=depends_on,
                optional=optional,
                line=line,
            )

    def reopen(self, reason: str) -> None:
        """Allow new tries after a failure."""
        self._require("be reopened", "failed", "blocked", "skipped", "cancelled")
        self.trigger_event(self.Reopened, reason=reason)

    def _give_up_after(self, tries: int) -> None:
        if self.failures >= tries:
            self.trigger_event(
                self.Failed, reason=f"{self.reason} (try {self.failures} of {tries})"
            )
        elif self.conflicts >= tries * CONFLICTS_PER_TRY:
            self.trigger_event(
                self.Failed, reason=f"{self.reason} ({self.conflicts} conflicts)"
            )

    def _require(self, what: str, *states: str) -> None:
        if self.state not in states:
            raise Refused(
                f"task {self.task} is {self.state} and cannot {what}: "
                f"that needs it {' or '.join(states)}"
            )

    def _require_in(self, integration: str) -> None:
        self._require("be judged", "checking")
        if self.integration != integration:
            raise Refused(
                f"task {self.task} is in {self.integration}, not in {integration}"
            )

    def _fence(self, attempt: int) -> None:
        if attempt != self.attempt:
            raise Refused(
                f"task {self.task} is at attempt {self.attempt}: "
                f"a report of attempt {attempt} comes too late"
            )
