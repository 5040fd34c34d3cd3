"""A disagreement is shrunk to the steps, rows, fields and options that it needs."""

from typing import Any

from tests.conformance.differential.shrink import shrink

LONG: dict[str, Any] = {
    "model": "blog", "options": {"cascade": "all", "autoflush": False},
    "rows": {"users": [[1, "ann"], [2, "bob"]], "posts": [[1, "a", 1]]},
    "steps": [
        *({"op": "peek", "on": f"u{number}.posts"} for number in range(30)),
        {"op": "query", "class": "User", "where": {"name": "ann"}, "load": {"posts": "joined"}},
        {"op": "flush"},
        {"op": "assign", "on": "u1.posts", "value": ["p1", "p2", "p3"]},
        {"op": "new", "label": "p9", "class": "Post", "id": 9, "values": {"title": "x", "author_id": 2}},
        *({"op": "state", "target": f"p{number}"} for number in range(30)),
    ],
}  # fmt: skip


def test_leaves_what_the_disagreement_needs() -> None:
    def disagrees(scenario: dict[str, Any]) -> bool:
        ops = [step["op"] for step in scenario["steps"]]
        values = [step["value"] for step in scenario["steps"] if step["op"] == "assign"]
        return "query" in ops and any("p2" in value for value in values) and len(scenario["rows"]["users"]) > 0

    small = shrink(LONG, disagrees, seconds=20)
    assert small["steps"] == [
        {"op": "query", "class": "User"}, {"op": "assign", "on": "u1.posts", "value": ["p2"]},
    ]  # fmt: skip
    assert len(small["rows"]["users"]) == 1 and small["rows"]["posts"] == []
    assert "options" not in small


def test_keeps_what_no_smaller_candidate_shows() -> None:
    assert shrink(LONG, lambda scenario: scenario == LONG, seconds=20) == LONG


def test_stops_when_the_time_is_up() -> None:
    assert shrink(LONG, lambda scenario: True, seconds=0) == LONG
