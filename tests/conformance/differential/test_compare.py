"""Every kind of difference between two traces is found, and what does not count is not."""

import copy
from typing import Any

import pytest

from tests.conformance.differential.compare import Difference, explain, first_difference, same

STEP: dict[str, Any] = {
    "step": 1, "op": "flush", "result": None, "selects": 1, "inserted": {"posts": 1}, "updated": {}, "deleted": {},
    "error": None,
}  # fmt: skip
TRACE: dict[str, Any] = {"strategy": "backref", "steps": [STEP, {**STEP, "step": 2}], "final": {"posts": [[1, "a"]]}}


def changed(number: int, **fields: Any) -> dict[str, Any]:
    other = copy.deepcopy(TRACE)
    other["steps"][number - 1].update(fields)
    return other


def test_equal_traces() -> None:
    assert first_difference(TRACE, copy.deepcopy(TRACE)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("op", "commit"), ("result", 0), ("selects", 2), ("inserted", {"posts": 2}), ("inserted", {}),
     ("updated", {"users": 1}), ("deleted", {"posts": 1}), ("error", "stale_data"), ("selects", True)],
)  # fmt: skip
def test_every_field_counts(field: str, value: Any) -> None:
    found = first_difference(TRACE, changed(2, **{field: value}))
    assert found == Difference(2, field, STEP[field], value)


def test_of_a_step_with_an_error_only_the_error_counts() -> None:
    failed = changed(1, error="stale_data", selects=None)
    assert first_difference(failed, changed(1, error="stale_data", selects=7, inserted={"posts": 9})) is None
    assert first_difference(failed, changed(1, error="integrity_error", selects=None)) == Difference(
        1, "error", "stale_data", "integrity_error"
    )


def test_true_is_not_one() -> None:
    assert not same(True, 1)
    assert not same([0], [False])
    assert same({"a": [None, 1]}, {"a": [None, 1]})


def test_number_of_steps_and_final_tables_count() -> None:
    short = {**TRACE, "steps": TRACE["steps"][:1]}
    assert first_difference(TRACE, short) == Difference(None, "number of steps", 2, 1)
    other = {**TRACE, "final": {"posts": [[1, "b"]]}}
    assert first_difference(TRACE, other) == Difference(None, "final posts", [[1, "a"]], [[1, "b"]])
    missing: dict[str, Any] = {**TRACE, "final": {}}
    assert first_difference(TRACE, missing) == Difference(None, "final posts", [[1, "a"]], "(missing)")


def test_explains_what_led_to_the_difference() -> None:
    scenario = {"name": "n", "model": "blog", "steps": [{"op": "flush"}, {"op": "expire", "target": "u1"}]}
    text = explain(scenario, TRACE, Difference(2, "selects", 1, 2))
    assert '1 flush -> null, 1 selects, inserted {"posts": 1}' in text
    assert '2 expire target="u1"' in text
    assert "step 2, selects: expected 1, got 2" in text
