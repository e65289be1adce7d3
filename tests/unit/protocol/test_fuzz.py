from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.protocol.fuzzing import ends_well, fuzz


def test_random_lines_end_in_an_action_or_an_error() -> None:
    ended = fuzz(4_000, seed=1)
    assert sum(ended.values()) == 4_000
    assert ended["action"] > 100


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
@example("run task '" + "\\" * 99)
@example("=")
@example("a" * 50_000)
@example('"' * 9_999)
@example("x " * 5_000)
@example("stop " + "[" * 100_000)
@example("stop swarm " + "a,'" * 20_000)
@example("pause swarm because " + "the " * 300)
def test_any_text_ends_in_an_action_or_an_error(line: str) -> None:
    ends_well(line)
