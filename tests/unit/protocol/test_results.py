from __future__ import annotations

import pydantic
import pytest

from commands.protocol.action import ActionResult, StructuredAction, ValidationResult


def test_a_result_travels_as_json() -> None:
    result = ActionResult(
        success=True,
        message="stopped",
        data={"rescue": ["a"], "n": 1},
        side_effects=("x removed",),
        execution_time_s=0.25,
        correlation_id="c1",
    )
    assert ActionResult.from_json(result.to_json()) == result


def test_results_are_made_in_a_word() -> None:
    assert ActionResult.ok("done", n=1) == ActionResult(
        success=True, message="done", data={"n": 1}
    )
    assert not ActionResult.refused("no").success


def test_the_text_of_a_result_is_format_1() -> None:
    result = ActionResult(
        success=True,
        message="stopped instance kiro-3",
        data={
            "instance": "kiro-3",
            "busy": 12.5,
            "left": True,
            "task": None,
            "files": [],
            "rescue": ["refs/a", "refs/b"],
            "log": "first\nsecond",
            "gates": [{"command": "make test", "status": "passed"}, [1, 2]],
            "by": {"task": {"1.2": "done"}},
        },
        side_effects=("the worktree is removed", "the branch is kept"),
        execution_time_s=0.0123,
        correlation_id="5f2d",
    )
    assert result.to_text() == (
        "ok: stopped instance kiro-3\n"
        "  instance: kiro-3\n"
        "  busy: 12.5\n"
        "  left: yes\n"
        "  task: none\n"
        "  files: none\n"
        "  rescue:\n"
        "    - refs/a\n"
        "    - refs/b\n"
        "  log: |\n"
        "    first\n"
        "    second\n"
        "  gates:\n"
        "    - command: make test\n"
        "      status: passed\n"
        "    -\n"
        "      - 1\n"
        "      - 2\n"
        "  by:\n"
        "    task:\n"
        "      1.2: done\n"
        "changed: the worktree is removed\n"
        "changed: the branch is kept\n"
        "took: 0.012 s\n"
        "correlation: 5f2d"
    )


def test_a_refusal_says_so_first() -> None:
    assert ActionResult.refused("task 9 is unknown").to_text() == (
        "refused: task 9 is unknown"
    )


def test_models_are_frozen() -> None:
    for model, field in (
        (ActionResult.ok("done"), "message"),
        (StructuredAction(verb="stop", noun="swarm"), "verb"),
        (ValidationResult(valid=True), "valid"),
    ):
        with pytest.raises(pydantic.ValidationError):
            setattr(model, field, "x")
