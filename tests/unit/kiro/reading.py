"""Short ways to read a plan in tests."""

from __future__ import annotations

from textwrap import dedent

from adapters.kiro.document import Document
from adapters.kiro.requirements import Requirements, read_requirements
from adapters.kiro.spec import read_tasks
from domain.plan.assemble import assemble
from domain.plan.order import DECLARED_ONLY

NONE = Requirements({}, {})


def text(block):
    """Take the margin off a block of a test."""
    return dedent(block).lstrip("\n")


def read(block, requirements=None):
    """Read a tasks.md from a block of text."""
    known = NONE
    if requirements is not None:
        known = read_requirements(Document(text(requirements).encode()))
    return read_tasks(text(block).encode(), "spec", known)


def ids(block):
    return [task.id for task in read(block).tasks]


def task(block, name=None):
    """Give the one task of the block, or the one of that name."""
    found = [t for t in read(block).tasks if name in (None, t.id)]
    assert len(found) == 1, found
    return found[0]


def edges(block, policy=DECLARED_ONLY):
    spec = read(block)
    plan = assemble(spec.tasks, spec.declared, spec.waves, policy)
    return {(edge.before, edge.after) for edge in plan.edges}


def remarks(block):
    """Give line and message of everything the reader and the order remark."""
    spec = read(block)
    plan = assemble(spec.tasks, spec.declared, spec.waves)
    return [(r.line, r.message) for r in [*spec.remarks, *plan.remarks]]


def one_remark(block):
    found = remarks(block)
    assert len(found) == 1, found
    return found[0]
