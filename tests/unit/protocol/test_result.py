"""The house's own result and the one that doors give are the same text."""

from __future__ import annotations

import pytest

from commands.protocol.action import ActionResult
from commands.protocol.result import Result

RESULTS = [
    Result.ok("done"),
    Result.refused("no such täsk 任务", suggestions=["run task 1.2"], position=4),
    Result(True, "x\ny", {"a": {"b": [1, 2.5, None, True]}}, ("one", "two"), 0.25, "c"),
]


@pytest.mark.parametrize("result", RESULTS)
def test_both_write_the_same_text(result):
    outer = ActionResult.from_json(result.to_json())
    assert outer.to_json() == result.to_json()
    assert Result.from_json(outer.to_json()) == result


def test_both_have_the_same_fields():
    assert list(ActionResult.model_fields) == list(Result.__dataclass_fields__)


@pytest.mark.parametrize("text", ["[]", "{}", '{"success": true}', "nonsense", "3"])
def test_other_text_is_no_result(text):
    with pytest.raises(ValueError):  # noqa: PT011  (json's own is one as well)
        Result.from_json(text)
