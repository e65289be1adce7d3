from __future__ import annotations

from pathlib import Path
from typing import Any

from commands.brief import write_brief
from commands.ports import Workspace

PLAIN = Workspace(path=Path("/w"), branch="swarm/kiro-1/1.2", base="abc")


def brief_of(workspace: Workspace = PLAIN, **changed: Any) -> str:
    arguments: dict[str, Any] = {
        "task": "1.2",
        "title": "Parse numbers",
        "attempt": 1,
        "brief": {},
        "workspace": workspace,
        **changed,
    }
    return write_brief(**arguments)


def section(text: str, heading: str) -> str:
    """Give what stands below a heading of the second level."""
    body = text.split(f"\n## {heading}\n", 1)[1]
    return body.split("\n## ", 1)[0].strip()


def headings(text: str) -> list[str]:
    return [line[3:] for line in text.splitlines() if line.startswith("## ")]


def test_a_bare_task_has_a_title_and_says_how_to_report():
    text = brief_of(title="Parse\n  numbers")
    assert text.startswith("# Task 1.2: Parse numbers\n\nThis is attempt 1.\n")
    assert headings(text) == ["How to work and to report"]
    report = section(text, "How to work and to report")
    assert "`swarm/kiro-1/1.2`" in report
    assert "exit status 0" in report


def test_everything_that_the_plan_says_is_there_in_full():
    text = brief_of(
        spec=".kiro/specs/sums",
        brief={
            "details": "- read digits\n  - and signs",
            "requirements": [
                {"id": "1.1", "text": "WHEN a digit comes, THE parser SHALL take it."},
                {"id": "2", "text": "1. one\n2. two"},
            ],
            "design": "Numbers are `Decimal`.",
            "policy": ["every gate is required", "a failure is\nanalysed"],
        },
    )
    assert "From the plan `.kiro/specs/sums`." in text
    assert "- read digits\n  - and signs" in text
    assert section(text, "Requirements") == (
        "### 1.1\n\nWHEN a digit comes, THE parser SHALL take it.\n\n"
        "### 2\n\n1. one\n2. two"
    )
    assert section(text, "Design") == "Numbers are `Decimal`."
    assert (
        section(text, "Policy") == "- every gate is required\n- a failure is analysed"
    )


def test_a_first_attempt_says_nothing_of_earlier_ones():
    assert "Before you start" not in brief_of()


def test_a_later_attempt_hears_why_it_is_needed():
    text = brief_of(
        attempt=2, reason="gate failed: make test", context="E assert 1 == 2\n1 failed"
    )
    before = section(text, "Before you start")
    assert "This is attempt 2." in text
    assert "What happened: gate failed: make test" in before
    assert "```text\nE assert 1 == 2\n1 failed\n```" in before


def test_a_reason_that_is_all_there_is_is_said_once():
    text = brief_of(reason="exit status 3", context="exit status 3")
    assert text.count("exit status 3") == 1


def test_conflicts_come_with_their_files_both_sides_and_what_to_do():
    hunks = "<<<<<<< landed\none\n=======\ntwo\n>>>>>>> yours"
    workspace = Workspace(Path("/w"), "b", "abc", ["src/a.py", "b.txt"], hunks)
    context = hunks.replace("yours", "the last attempt")
    text = brief_of(workspace, reason="conflicts in src/a.py", context=context)
    before = section(text, "Before you start")
    assert "- `src/a.py`\n- `b.txt`" in before
    assert "What happened: conflicts in src/a.py" in before
    assert before.count("<<<<<<< landed") == 1
    assert hunks in before
    assert "both intents hold" in before


def test_a_fence_in_what_is_quoted_does_not_end_the_quote():
    text = brief_of(context="before\n````\ninside\n````\nafter")
    assert "`````text\nbefore\n````\ninside\n````\nafter\n`````" in text


def test_headings_of_a_design_sink_below_ours_but_not_in_code():
    text = brief_of(
        brief={"design": "# Top\n\n## Parser\n\n```sh\n# a comment\n```\n\n### Deep"}
    )
    assert section(text, "Design") == (
        "### Top\n\n#### Parser\n\n```sh\n# a comment\n```\n\n##### Deep"
    )


def test_a_fence_that_an_excerpt_cut_off_is_closed():
    text = brief_of(brief={"design": "~~~py\ncode"})
    assert section(text, "Design") == "~~~py\ncode\n~~~"
    assert headings(text) == ["Design", "How to work and to report"]
