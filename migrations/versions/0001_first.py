"""The inbox, the positions of the projections and the first read models."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _when(name: str) -> sa.Column[str]:
    """A moment in ISO 8601, UTC; missing until it has come."""
    return sa.Column(name, sa.Text)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _id() -> sa.Column[str]:
    """The aggregate's id in hex."""
    return sa.Column("id", sa.Text, primary_key=True)


def upgrade() -> None:
    _write_side()
    _projections()
    _swarms_and_instances()
    _tasks()
    _integrations()


def _write_side() -> None:
    op.create_table(
        "inbox",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("command_id", sa.Text, nullable=False, unique=True),
        _text("text"),
        _text("actor"),
        _text("correlation_id"),
        _text("causation_id"),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("success", sa.Boolean, nullable=False),
        _text("result"),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
    )
    op.create_index("inbox_correlation", "inbox", ["correlation_id"])


def _projections() -> None:
    op.create_table(
        "projection_positions",
        sa.Column("projection", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "projection_parked",
        sa.Column("projection", sa.Text, primary_key=True),
        sa.Column("aggregate_id", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        _text("event"),
        _text("reason"),
    )


def _swarms_and_instances() -> None:
    op.create_table(
        "swarms",
        _id(),
        sa.Column("swarm", sa.Text, nullable=False, unique=True),
        _text("target"),
        _text("specs", "[]"),
        _text("settings", "{}"),
        _text("state"),
        _text("reason"),
        _text("head"),
        _when("started_at"),
        _when("continued_at"),
        _when("ended_at"),
        _when("since"),
        sa.Column("launched", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "instances",
        _id(),
        _text("swarm"),
        _text("instance"),
        _text("colour"),
        _text("agent"),
        _text("host"),
        _text("state"),
        _text("task"),
        _count("attempt"),
        _text("reason"),
        _when("joined_at"),
        _when("since"),
        sa.Column("joined", sa.BigInteger, nullable=False),
    )
    op.create_index("instances_swarm", "instances", ["swarm", "joined"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        _id(),
        _text("swarm"),
        _text("task"),
        _text("title"),
        _text("spec"),
        _count("line"),
        sa.Column("optional", sa.Boolean, nullable=False),
        _text("depends_on", "[]"),
        _text("state"),
        _text("phase"),
        _text("instance"),
        _count("attempt"),
        _count("failures"),
        _text("reason"),
        _text("candidate"),
        _text("commit_id"),
        _text("integration"),
        _when("registered_at"),
        _when("assigned_at"),
        _when("started_at"),
        _when("submitted_at"),
        _when("integrated_at"),
        _when("since"),
        sa.Column("busy_s", sa.Float, nullable=False, server_default="0"),
        sa.Column("registered", sa.BigInteger, nullable=False),
    )
    op.create_index("tasks_swarm", "tasks", ["swarm", "registered"])
    op.create_table(
        "attempts",
        sa.Column("task_id", sa.Text, primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        _text("instance"),
        _text("outcome"),
        _text("reason"),
        _text("rescue"),
        _text("base"),
        _text("branch"),
        _text("candidate"),
        _text("commit_id"),
        _text("integration"),
        _when("assigned_at"),
        _when("started_at"),
        _when("submitted_at"),
        _when("ended_at"),
        sa.Column("busy_s", sa.Float, nullable=False, server_default="0"),
        sa.Column("assigned", sa.BigInteger, nullable=False),
    )


def _integrations() -> None:
    op.create_table(
        "integrations",
        _id(),
        _text("swarm"),
        _text("integration"),
        _text("target"),
        _text("state"),
        _text("outcome"),
        _text("reason"),
        _count("step"),
        _count("rebuilds"),
        _text("candidates", "[]"),
        _text("merges", "{}"),
        _text("conflicts", "[]"),
        _text("gates", "[]"),
        _text("base"),
        _text("head"),
        _text("checkout"),
        _when("opened_at"),
        _when("built_at"),
        _when("gated_at"),
        _when("ended_at"),
        _when("since"),
        sa.Column("opened", sa.BigInteger, nullable=False),
    )
    op.create_index("integrations_swarm", "integrations", ["swarm", "opened"])
