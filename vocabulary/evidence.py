"""Evidence: what a report needs of sources, tests and docs, kept with the results when they were measured.

Reads and writes `evidence.json` of a result folder; `schemas/evidence.json` is its contract. So an old result is judged
by the code, the tests and the record of SQLAlchemy of its own revision, and a report reads result folders alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vocabulary.errors import UnusableInput
from vocabulary.json_files import check_shape, read_json

FORMAT = 2
SQLALCHEMY_FORMAT = 2  # of one record of it
NAME = "evidence.json"
_REMEDY = "remove it to build the report without that evidence"


@dataclass(frozen=True)
class Code:
    """Lines of one strategy in one relation."""

    strategy: str
    relation: str
    mapped: int  # sides that are declared
    own: int  # sides that are the caller's own containers or pointers
    handles: int  # that a caller keeps to reach an inferred side
    operations: dict[str, int]  # lines of an operation; the longest of its overloads

    @property
    def total(self) -> int:
        return sum(self.operations.values())


@dataclass(frozen=True)
class Declaration:
    """One strategy as it is written; texts of code, empty where there is none."""

    strategy: str
    in_sqlalchemy: str
    in_mapper: str
    caller: str  # the operations of a caller of the mapper


@dataclass(frozen=True)
class Shown:
    """A test or scenario: where it stands and what it says."""

    id: str
    name: str
    path: str  # from the project's root
    source: str


@dataclass(frozen=True)
class Part:
    """Text of a table's cell; with a test or scenario that shows it, a link to it."""

    text: str
    by: Shown | None = None


@dataclass(frozen=True)
class Mistakes:
    """The table *when is a mistake found?*"""

    strategies: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Part, ...], ...]], ...]  # mistake, then a cell a strategy

    @property
    def shown_by(self) -> list[Shown]:
        """Each once, in the order of the table."""
        parts = [part for _, cells in self.rows for cell in cells for part in cell]
        return list({part.by.id: part.by for part in parts if part.by}.values())

    def found(self, mistake: str, strategy: str) -> str:
        """The cell's text alone."""
        cells = dict(self.rows)[mistake]
        return "".join(part.text for part in cells[self.strategies.index(strategy)])


@dataclass(frozen=True)
class Evidence:
    """`lines`: of code, by path. `consequences`: by strategy, in how many ways its forgetful caller goes wrong."""

    revision: str | None
    caller_code: tuple[Code, ...]
    mistakes: Mistakes
    consequences: dict[str, int]
    lines: dict[str, int]
    sqlalchemy: tuple[dict[str, Any], ...]  # the records of scripts/measure_sqlalchemy, the newest version first
    declarations: tuple[Declaration, ...] = ()

    def code(self, strategy: str, relation: str) -> Code | None:
        return next((one for one in self.caller_code if (one.strategy, one.relation) == (strategy, relation)), None)

    def document(self) -> dict[str, Any]:
        rows = [
            {"mistake": mistake, "cells": [[_told(part) for part in cell] for cell in cells]}
            for mistake, cells in self.mistakes.rows
        ]
        shown = [asdict(one) for one in self.mistakes.shown_by]
        return {
            "format": FORMAT,
            "revision": self.revision,
            "caller_code": [asdict(one) for one in self.caller_code],
            "mistakes": {"strategies": list(self.mistakes.strategies), "rows": rows, "shown_by": shown},
            "consequences": self.consequences,
            "lines": self.lines,
            "sqlalchemy": list(self.sqlalchemy),
            "declarations": [asdict(one) for one in self.declarations],
        }


def read_evidence(folder: Path) -> Evidence | None:
    """None where the folder has none, as results from before it was kept; raises UnusableInput for a damaged one."""
    path = folder / NAME
    if not path.exists():
        return None
    document = read_json(path, _REMEDY)
    check_shape(document, "evidence", path, _REMEDY)
    table = document["mistakes"]
    shown = {row["id"]: Shown(**row) for row in table["shown_by"]}
    for row in table["rows"]:
        for part in (part for cell in row["cells"] for part in cell):
            if part.get("by") is not None and part["by"] not in shown:
                raise UnusableInput(f"{path} names {part['by']}, which it does not contain; {_REMEDY}")
        if len(row["cells"]) != len(table["strategies"]):
            raise UnusableInput(f"{path} has {len(row['cells'])} cells for {row['mistake']!r}; {_REMEDY}")
    rows = tuple(
        (
            row["mistake"],
            tuple(tuple(Part(part["text"], shown.get(part.get("by"))) for part in cell) for cell in row["cells"]),
        )
        for row in table["rows"]
    )
    return Evidence(
        document["revision"],
        tuple(Code(**row) for row in document["caller_code"]),
        Mistakes(tuple(table["strategies"]), rows),
        document["consequences"],
        document["lines"],
        tuple(document["sqlalchemy"]),
        tuple(Declaration(**row) for row in document.get("declarations", [])),
    )


def _told(part: Part) -> dict[str, str]:
    return {"text": part.text} | ({"by": part.by.id} if part.by else {})
