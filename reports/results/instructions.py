"""Instructions of the timed work, as callgrind counted them: exact, so that they tell where times are too noisy to.

Reads `raw/instructions/<group>.json`. They are counted on sqlite_memory, and stand for the cell of `sqlite` too: the
same work on the same rows, without the file. Instructions are no times: they leave out what a cache miss or a wait
costs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from vocabulary.cells import AA_COPY, BASELINE, IN_MEMORY, SQLITE, Cell
from vocabulary.errors import UnusableInput
from vocabulary.json_files import check_shape, read_json
from vocabulary.metrics import signed_difference
from vocabulary.plan import Plan

_REMEDY = "remove it to report without those counts, or continue with scripts/run --resume"


@dataclass(frozen=True)
class Instructions:
    """Of one iteration of a cell. `tool` is the version of valgrind."""

    cell: Cell
    count: int
    items: float
    tool: str

    @property
    def per_item(self) -> float:
        return self.count / self.items


def read_instructions(folder: Path, plan: Plan) -> dict[Cell, Instructions]:
    """What was counted, by cell; empty where nothing was. Raises UnusableInput for a file that cannot be trusted."""
    found: dict[Cell, Instructions] = {}
    for path in sorted((folder / "raw" / "instructions").glob("*.json")):
        document = read_json(path, _REMEDY)
        check_shape(document, "instructions", path, _REMEDY)
        if document["group"] not in plan.counted:
            raise UnusableInput(f"{path} does not belong to the plan, which does not count {document['group']}")
        for name, row in document["counts"].items():
            cell = Cell.parse(name)
            found[cell] = Instructions(cell, row["instructions"], row["items"], document["tool"])
    return found


def counted_cell(cell: Cell) -> Cell:
    """The cell whose instructions stand for those of `cell`; only cells on SQLite have one."""
    return replace(cell, backend=IN_MEMORY) if cell.backend == SQLITE else cell


def ln_ratio(counts: Mapping[Cell, Instructions], cell: Cell) -> float | None:
    """ln of its instructions to those of back_populates; None where either was not counted."""
    here = counted_cell(cell)
    one, base = counts.get(here), counts.get(here.of(BASELINE))
    return math.log(one.count / base.count) if one and base else None


def copy_ln_ratio(counts: Mapping[Cell, Instructions], cell: Cell) -> float:
    """What the A/A copy of the cell's group differs by: where the heap lies makes a few instructions more or less."""
    return abs(ln_ratio(counts, cell.of(AA_COPY)) or 0.0)


def words(counts: Mapping[Cell, Instructions], cell: Cell) -> str:
    """`instructions: +2.1 %`, `instructions: equal`, or nothing where they were not counted."""
    ratio = ln_ratio(counts, cell)
    if ratio is None:
        return ""
    if abs(ratio) <= copy_ln_ratio(counts, cell):
        return "instructions: equal"
    return f"instructions: {signed_difference(math.exp(ratio))}"
