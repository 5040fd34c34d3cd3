"""The first difference between an expected trace and the one a replayer gave, by the rules of the format.

Of a step that has an error on either side only `step`, `op` and `error` count. true is not 1.
"""

import json
from dataclasses import dataclass
from typing import Any

FIELDS = ("step", "op", "error", "result", "selects", "inserted", "updated", "deleted")
SHOWN_BEFORE = 6


@dataclass(frozen=True)
class Difference:
    """Where two traces part; `step` is None for the number of steps and for the final tables."""

    step: int | None
    field: str
    expected: Any
    got: Any


def same(left: Any, right: Any) -> bool:
    """Equal values of equal types, all the way down."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def first_difference(expected: dict[str, Any], got: dict[str, Any]) -> Difference | None:
    for number, (left, right) in enumerate(zip(expected["steps"], got["steps"]), 1):
        fields = FIELDS if left["error"] is None else FIELDS[:3]
        for field in fields:
            if field not in right or not same(left[field], right[field]):
                return Difference(number, field, left[field], right.get(field, "(missing)"))
    if len(expected["steps"]) != len(got["steps"]):
        return Difference(None, "number of steps", len(expected["steps"]), len(got["steps"]))
    for table in sorted({*expected["final"], *got["final"]}):
        left, right = expected["final"].get(table, "(missing)"), got["final"].get(table, "(missing)")
        if not same(left, right):
            return Difference(None, f"final {table}", left, right)
    return None


def step_line(number: int, step: dict[str, Any], record: dict[str, Any] | None) -> str:
    """One step as people read it: `7 append on=u1.posts value=p2 -> null, 1 select`."""
    fields = " ".join(f"{key}={_short(value)}" for key, value in step.items() if key != "op")
    text = f"{number:>4} {step['op']} {fields}".rstrip()
    if record is None:
        return text
    if record["error"]:
        return f"{text} -> {record['error']}"
    counts = [f"{record['selects']} selects"] if record["selects"] else []
    counts += [f"{name} {_short(record[name])}" for name in ("inserted", "updated", "deleted") if record[name]]
    return f"{text} -> {', '.join([_short(record['result']), *counts])}"


def _short(value: Any) -> str:
    return json.dumps(value)


def explain(scenario: dict[str, Any], expected: dict[str, Any], found: Difference) -> str:
    """The difference in words, with the steps that led to it and what was expected of them."""
    options = _short(scenario.get("options", {}))
    lines = [f"{scenario['name']}, {scenario['model']}, {expected['strategy']}, options {options}"]
    last = found.step or len(scenario["steps"])
    for number in range(max(1, last - SHOWN_BEFORE), last + 1):
        record = expected["steps"][number - 1] if number != found.step else None
        lines.append(step_line(number, scenario["steps"][number - 1], record))
    where = f"step {found.step}, {found.field}" if found.step else found.field
    return "\n".join([*lines, f"  {where}: expected {_short(found.expected)}, got {_short(found.got)}"])
