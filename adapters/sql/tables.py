"""The tables that the revisions make, as SQLAlchemy declares them.

A change of the schema begins here and in a new revision (`migrations/README.md` says
how); a test holds both equal. Nothing imports this at run time. `stored_events` is
not among them: the library of the event store owns it and makes it.

Moments are ISO 8601 in UTC, as text; lists and dictionaries are JSON, as text; `id`
is the aggregate's id in hex. `launched`, `registered`, `joined`, `opened` and
`assigned` are positions in the event store, and give rows their order.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _texts(*names: str) -> list[Column[str]]:
    return [_text(name) for name in names]


def _moments(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _seconds(name: str) -> Column[float]:
    return Column(name, Float, nullable=False, server_default="0")


def _position(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


inbox = Table(
    "inbox",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("command_id", Text, nullable=False, unique=True),
    *_texts("text", "actor", "correlation_id", "causation_id"),
    Column("received_at", Text, nullable=False),
    Column("success", Boolean, nullable=False),
    _text("result"),
    _position("position"),  # of the command's last event, or of the store's then
    Column("events", Integer, nullable=False),
    Index("inbox_correlation", "correlation_id"),
)

projection_positions = Table(
    "projection_positions",
    metadata,
    Column("projection", Text, primary_key=True),
    _position("position"),
)

projection_parked = Table(
    "projection_parked",
    metadata,
    Column("projection", Text, primary_key=True),
    Column("aggregate_id", Text, primary_key=True),
    _position("position"),  # of the first event that could not be applied
    *_texts("event", "reason"),
)

swarms = Table(
    "swarms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("swarm", Text, nullable=False, unique=True),
    _text("target"),
    _text("specs", "[]"),
    _text("settings", "{}"),
    *_texts("state", "reason", "head"),
    *_moments("started_at", "continued_at", "ended_at", "since"),
    _position("launched"),
)

instances = Table(
    "instances",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("swarm", "instance", "colour", "agent", "host", "state", "task"),
    _count("attempt"),
    _text("reason"),
    *_moments("joined_at", "since"),
    _position("joined"),
    Index("instances_swarm", "swarm", "joined"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("swarm", "task", "title", "spec"),
    _count("line"),
    Column("optional", Boolean, nullable=False),
    _text("depends_on", "[]"),
    *_texts("state", "phase", "instance"),
    _count("attempt"),
    _count("failures"),
    *_texts("reason", "candidate", "commit_id", "integration"),
    *_moments("registered_at", "assigned_at", "started_at", "submitted_at"),
    *_moments("integrated_at", "since"),
    _seconds("busy_s"),
    _position("registered"),
    Index("tasks_swarm", "swarm", "registered"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("attempt", Integer, primary_key=True),
    *_texts("instance", "outcome", "reason", "rescue", "base", "branch"),
    *_texts("candidate", "commit_id", "integration"),
    *_moments("assigned_at", "started_at", "submitted_at", "ended_at"),
    _seconds("busy_s"),
    _position("assigned"),
)

integrations = Table(
    "integrations",
    metadata,
    Column("id", Text, primary_key=True),
    *_texts("swarm", "integration", "target", "state", "outcome", "reason"),
    _count("step"),
    _count("rebuilds"),
    _text("candidates", "[]"),
    _text("merges", "{}"),
    _text("conflicts", "[]"),
    _text("gates", "[]"),
    *_texts("base", "head", "checkout"),
    *_moments("opened_at", "built_at", "gated_at", "ended_at", "since"),
    _position("opened"),
    Index("integrations_swarm", "swarm", "opened"),
)
