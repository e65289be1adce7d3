"""The excerpt of the design for one task."""

from __future__ import annotations

from adapters.kiro.design import Design
from adapters.kiro.document import Document
from tests.unit.kiro.reading import text

DESIGN = """
    # Design Document

    ## Overview

    General words.

    ## Message Router

    Routes go here.

    ```md
    ## Message fences are no headings
    ```

    ## Storage layer

    Uses `TaskStore` and `open_store` on disk.

    ### Retention

    Old things go.

    ## 任务锁管理

    锁的说明。
"""


def excerpt(title, details="", limit=6000):
    return Design(Document(text(DESIGN).encode())).excerpt(title, details, limit)


def test_sections_whose_heading_shares_words_with_the_task_are_given():
    found = excerpt("Implement the message routers")
    assert found.startswith("## Message Router\n\nRoutes go here.")
    assert "fences are no headings" in found
    assert "Storage" not in found


def test_sections_that_name_the_same_code_are_given():
    found = excerpt("Persist it", "- use `open_store` of TaskStore")
    assert found.startswith("## Storage layer")


def test_words_of_every_task_match_nothing():
    assert excerpt("Implement the design and write unit tests") == ""


def test_headings_in_other_scripts_match():
    assert excerpt("创建任务锁管理器").startswith("## 任务锁管理")


def test_several_sections_come_in_the_order_of_the_document():
    found = excerpt("Retention of messages")
    assert found.index("## Message Router") < found.index("### Retention")


def test_the_excerpt_keeps_to_its_limit():
    found = excerpt("message router", limit=30)
    assert len(found) == 30
    assert found.endswith("…")
    assert len(excerpt("message retention", limit=60)) <= 60


def test_no_design_gives_no_excerpt():
    assert Design(None).excerpt("anything") == ""
