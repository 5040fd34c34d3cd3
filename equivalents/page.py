"""docs/equivalents.md, made of the kept results and of what is cited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from equivalents.verdicts import MOVES, Verdict, verdict

PAGE = Path(__file__).resolve().parents[1] / "docs" / "equivalents.md"

_HEAD = """# The same idea under other names

<!-- Made by scripts/measure_others of equivalents/results.json and equivalents/mappers.toml. -->

*Does this apply to other frameworks?* The question has three parts: what is it called there, does the mapper keep the
other side in sync in memory, and what is written if it does not. The mappers of the first table were run:
`scripts/measure_others` performs six operations on each, with users Ann (posts 10 and 11) and Bob (post 20), both
loaded. It records what every side shows before saving and after saving, and what the rows contain. The programs are in
`equivalents/mappers/`, one file per mapper. In Django and Peewee the other side is a query, which was prefetched here.
Without prefetching, every read of it is a SELECT and shows what is saved.

| word | meaning |
|---|---|
| at once | the scalar and both lists are correct before anything is saved |
| saved at once | the operation itself writes to the database, and all sides are correct afterwards |
| when saved | wrong until the flush, correct afterwards |
| stale | the named side still shows the old state, even after saving, until it is loaded again |
| not written | a change of only this side is ignored: the row does not change |
| refused | an error, listed below the table |
| none | the mapper has no such operation |

"""


def page(document: dict[str, Any], mappers: dict[str, list[dict[str, Any]]]) -> str:
    rows, notes = [], []
    for mapper in mappers["run"]:
        result = document["mappers"].get(mapper["id"])
        if result is None:
            continue
        found = {move: verdict(move, result["moves"][move]) for move in MOVES}
        cells = [f"{mapper['name']} {result['version']}", mapper["words"], *(str(one) for one in found.values())]
        rows.append(cells)
        notes += [f"- {mapper['name']}, {MOVES[move]}: {one.detail}" for move, one in found.items() if _is_noted(one)]
    return _HEAD + "\n".join(
        [
            "## Mappers that were run",
            "",
            *_in_short(document, mappers["run"]),
            "",
            *_table(["mapper", "its terms", *MOVES.values()], rows),
            "",
            *_played(document),
            "",
            *notes,
            "",
            "## Mappers that were not run",
            "",
            "What their sources say, as read in November 2026:",
            "",
            *_table(
                ["mapper", "its terms", "the other side in memory", "where"],
                [[one["name"], one["words"], one["says"], one["where"]] for one in mappers["cited"]],
            ),
            "",
        ]
    )


def _in_short(document: dict[str, Any], run: list[dict[str, Any]]) -> list[str]:
    """Who keeps both sides in step, who ignores the list, who does neither. A deleted parent is another question."""
    kinds: dict[str, list[str]] = {
        "Both sides are correct at once, whichever is changed": [],
        "Some changes reach the other side, others do not": [],
        "A change of only the list is not written": [],
        "No change reaches the other side": [],
    }
    at_once, some, not_written, none = kinds.values()
    for mapper in run:
        moves = document["mappers"].get(mapper["id"], {}).get("moves", {})
        words = [verdict(move, moves[move]).word for move in moves if move != "parent_deleted"]
        right = [word in ("at once", "saved at once", "when saved") for word in words]
        if words:
            kind = not_written if "not written" in words else at_once if all(right) else some if any(right) else none
            kind.append(mapper["name"])
    return [f"- {kind}: {', '.join(names)}." for kind, names in kinds.items() if names]


def _is_noted(one: Verdict) -> bool:
    return one.word in ("refused", "none")


def _played(document: dict[str, Any]) -> list[str]:
    runtimes = sorted({result["runtime"] for result in document["mappers"].values()})
    dates = sorted({result["played"] for result in document["mappers"].values()})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return [f"({when}; {', '.join(runtimes)}.)"]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
