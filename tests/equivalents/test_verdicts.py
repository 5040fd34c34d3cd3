"""What a mapper showed is judged rightly: each side and each row counts, before and after saving."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from equivalents.verdicts import MOVES, verdict

RIGHT: dict[str, dict[str, Any]] = {
    "new_in_list": {"author": "bob", "lists": {"ann": ["10", "11"], "bob": ["20", "30"]}},
    "new_by_scalar": {"author": "bob", "lists": {"ann": ["10", "11"], "bob": ["20", "30"]}},
    "moved_by_list": {"author": "bob", "lists": {"ann": ["11"], "bob": ["20", "10"]}},
    "moved_by_scalar": {"author": "bob", "lists": {"ann": ["11"], "bob": ["10", "20"]}},
    "removed": {"author": None, "lists": {"ann": ["11"], "bob": ["20"]}},
    "parent_deleted": {"author": None, "lists": {"bob": ["20"]}},
}
ROWS: dict[str, dict[str, str | None]] = {
    "new_in_list": {"10": "ann", "11": "ann", "20": "bob", "30": "bob"},
    "new_by_scalar": {"10": "ann", "11": "ann", "20": "bob", "30": "bob"},
    "moved_by_list": {"10": "bob", "11": "ann", "20": "bob"},
    "moved_by_scalar": {"10": "bob", "11": "ann", "20": "bob"},
    "removed": {"10": None, "11": "ann", "20": "bob"},
    "parent_deleted": {"10": None, "11": None, "20": "bob"},
}


def result(move: str, before: Any = "right", after: Any = "right") -> dict[str, Any]:
    shown = {"right": RIGHT[move]}
    picked = [shown.get(one, one) if isinstance(one, str) else one for one in (before, after)]
    return copy.deepcopy({"before": picked[0], "after": picked[1], "rows": ROWS[move]})


@pytest.mark.parametrize("move", MOVES)
def test_what_is_right_is_called_by_when_it_is(move: str) -> None:
    wrong = RIGHT[move] | {"author": "somebody"}
    assert str(verdict(move, result(move))) == "at once"
    assert str(verdict(move, result(move, before=None))) == "saved at once"
    assert str(verdict(move, result(move, before=wrong))) == "when saved"
    assert str(verdict(move, result(move, before=wrong, after=wrong))) == "stale: the scalar"
    assert str(verdict(move, result(move, before=None, after=wrong))) == "stale: the scalar"


@pytest.mark.parametrize("move", MOVES)
def test_each_list_counts(move: str) -> None:
    for user, place in (("ann", "the old list"), ("bob", "the new list")):
        if user in RIGHT[move]["lists"]:
            wrong = copy.deepcopy(RIGHT[move])
            wrong["lists"][user] = []
            assert str(verdict(move, result(move, before=wrong, after=wrong))) == f"stale: {place}"


@pytest.mark.parametrize("move", MOVES)
def test_rows_that_are_as_before_are_not_written_whatever_memory_shows(move: str) -> None:
    found = result(move)
    moved = "30" if move.startswith("new") else "10"
    found["rows"][moved] = "ann" if moved == "10" else None
    assert str(verdict(move, found)) == "not written"


def test_rows_that_a_delete_took_along_have_no_parent() -> None:
    assert str(verdict("parent_deleted", result("parent_deleted") | {"rows": {"20": "bob"}})) == "at once"
    assert str(verdict("parent_deleted", result("parent_deleted") | {"rows": {}})) == "not written"


def test_what_a_mapper_refuses_or_lacks_is_kept_in_its_words() -> None:
    assert verdict("removed", {"error": "IntegrityError: no"}).detail == "IntegrityError: no"
    assert verdict("removed", {"lacks": "no remove"}).word == "none"
