"""What a mapper showed, judged: is everything right, and when?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOVES = {
    "new_in_list": "a new child in the parent's list",
    "new_by_scalar": "a new child's parent set",
    "moved_by_list": "moved by list",
    "moved_by_scalar": "moved by scalar",
    "removed": "removed from the list",
    "parent_deleted": "parent deleted",
}
_AUTHOR: dict[str, str | None] = dict.fromkeys(MOVES, "bob") | {"removed": None, "parent_deleted": None}
_LISTS = {
    "new_in_list": {"ann": ["10", "11"], "bob": ["20", "30"]},
    "new_by_scalar": {"ann": ["10", "11"], "bob": ["20", "30"]},
    "moved_by_list": {"ann": ["11"], "bob": ["10", "20"]},
    "moved_by_scalar": {"ann": ["11"], "bob": ["10", "20"]},
    "removed": {"ann": ["11"], "bob": ["20"]},
    "parent_deleted": {"bob": ["20"]},
}
_MOVED = {"new_in_list": "30", "new_by_scalar": "30"}  # else post 10


@dataclass(frozen=True)
class Verdict:
    """`word`: at once, saved at once, when saved, stale, not written, refused, none."""

    word: str
    detail: str = ""  # what is stale, what was said

    def __str__(self) -> str:
        return f"{self.word}: {self.detail}" if self.word == "stale" else self.word


def verdict(move: str, result: dict[str, Any]) -> Verdict:
    if "lacks" in result:
        return Verdict("none", result["lacks"])
    if "error" in result:
        return Verdict("refused", result["error"])
    if not _is_written(move, result["rows"]):
        return Verdict("not written", ", ".join(_wrong(move, result["after"])))
    if result["before"] is not None and not _wrong(move, result["before"]):
        return Verdict("at once")
    stale = _wrong(move, result["after"])
    if stale:
        return Verdict("stale", ", ".join(stale))
    return Verdict("saved at once" if result["before"] is None else "when saved")


def _is_written(move: str, rows: dict[str, str | None]) -> bool:
    """A row that is gone has no parent, too."""
    if move == "parent_deleted":
        return rows.get("10") is None and rows.get("11") is None and rows.get("20") == "bob"
    return rows.get(_MOVED.get(move, "10")) == _AUTHOR[move]


def _wrong(move: str, shown: dict[str, Any]) -> list[str]:
    """The places that do not show what was done."""
    places = {"ann": "the old list", "bob": "the new list"}
    wrong = ["the scalar"] if shown["author"] != _AUTHOR[move] else []
    return wrong + [places[user] for user, titles in _LISTS[move].items() if sorted(shown["lists"][user]) != titles]
